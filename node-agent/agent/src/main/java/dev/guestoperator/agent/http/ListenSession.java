package dev.guestoperator.agent.http;

import dev.guestoperator.agent.vsock.HostPort;
import dev.guestoperator.vsock.environment.VsockConnection;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;

/** A client that waits for a guest to connect to a port of the host, and then talks with it. */
final class ListenSession {
  private static final Logger LOG = Logger.getLogger(ListenSession.class);
  private static final byte[] NOTHING = new byte[0];

  private final SessionSocket socket;
  private final HostPort port;
  private final AtomicReference<VsockConnection> accepted = new AtomicReference<>();

  private ListenSession(SessionSocket socket, HostPort port) {
    this.socket = socket;
    this.port = port;
  }

  static void start(SessionSocket socket, HostPort port) {
    var session = new ListenSession(socket, port);
    socket.open(session::gone);
    Thread.startVirtualThread(session::run);
  }

  private void run() {
    try {
      var connection = port.acceptOne();
      accepted.set(connection);
      // The first message says that there is a connection.
      socket.send(Channels.output(NOTHING));
      SocketSession.run(socket, connection);
    } catch (ClosedChannelException gone) {
      LOG.debug("A client has gone before a guest came");
    } catch (IOException broken) {
      LOG.debugf("A session broke off: %s", broken.getMessage());
      gone();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void gone() {
    try {
      port.close();
    } catch (IOException e) {
      LOG.debugf("A port is not given back: %s", e.getMessage());
    }
    var connection = accepted.get();
    if (connection != null) {
      SocketSession.abort(connection);
    }
  }
}
