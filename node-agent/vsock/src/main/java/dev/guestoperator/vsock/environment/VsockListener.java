package dev.guestoperator.vsock.environment;

import dev.guestoperator.vsock.device.Router;
import dev.guestoperator.vsock.device.Wire;
import dev.guestoperator.vsock.posix.SessionPair;
import dev.guestoperator.vsock.socket.VsockAddress;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** Takes the connections that guests of an environment make to a port of the host. */
public final class VsockListener implements AutoCloseable {
  private final HostPorts ports;
  private final HostPorts.Holder holder = this::take;
  private final VsockAddress address;
  private final int backlog;
  private final Deque<VsockConnection> waiting = new ArrayDeque<>();
  private boolean closed;

  VsockListener(HostPorts ports, long port, int backlog) throws PortTakenException {
    this.ports = ports;
    this.address = VsockAddress.ofHost(port);
    this.backlog = backlog;
    ports.hold(port, holder);
  }

  private synchronized Optional<Router.Route> take(VsockAddress from) throws IOException {
    if (closed || waiting.size() >= backlog) {
      return Optional.empty();
    }
    var pair = SessionPair.open();
    var wire = new Wire(pair.fd());
    waiting.add(new VsockConnection(address, from, pair.channel(), wire.fate()));
    notifyAll();
    return Optional.of(Router.Route.taken(wire));
  }

  /**
   * Waits for the next connection.
   *
   * @throws ClosedChannelException when this is closed
   */
  public synchronized VsockConnection accept() throws IOException, InterruptedException {
    while (waiting.isEmpty()) {
      if (closed) {
        throw new ClosedChannelException();
      }
      wait();
    }
    return waiting.remove();
  }

  /** Gives the port back and resets whom nobody accepted. */
  @Override
  public void close() throws IOException {
    ports.release(address.port(), holder);
    synchronized (this) {
      closed = true;
      notifyAll();
      for (var connection : waiting) {
        connection.abort();
      }
      waiting.clear();
    }
  }
}
