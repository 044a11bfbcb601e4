package dev.guestoperator.agent.http;

import dev.guestoperator.vsock.environment.ResetException;
import dev.guestoperator.vsock.environment.VsockConnection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.jboss.logging.Logger;

/**
 * A client at a vsock connection. Each direction has a virtual thread and ends for itself; the
 * session ends when both have, or when the guest has let go of the connection.
 */
final class SocketSession {
  private static final Logger LOG = Logger.getLogger(SocketSession.class);

  private final SessionSocket socket;
  private final VsockConnection connection;
  private final CompletableFuture<Void> inputEnded = new CompletableFuture<>();

  private SocketSession(SessionSocket socket, VsockConnection connection) {
    this.socket = socket;
    this.connection = connection;
  }

  /** Opens the socket. */
  static void start(SessionSocket socket, VsockConnection connection) {
    var session = new SocketSession(socket, connection);
    socket.open(session::gone);
    Thread.startVirtualThread(session::run);
  }

  /** On a socket that is open, whose client going away closes the connection; waits for the end. */
  static void run(SessionSocket socket, VsockConnection connection) {
    new SocketSession(socket, connection).run();
  }

  /** The guest sees a reset: nobody knows what the client would have said. */
  private void gone() {
    abort(connection);
  }

  static void abort(VsockConnection connection) {
    try {
      connection.abort();
    } catch (IOException e) {
      LOG.debugf("A connection is not closed: %s", e.getMessage());
    }
  }

  private void run() {
    Thread.startVirtualThread(this::passInput);
    try (connection) {
      socket.finish(passOutput());
    } catch (IOException broken) {
      LOG.debugf("A session broke off: %s", broken.getMessage());
    }
  }

  private LastWord passOutput() throws IOException {
    var buffer = ByteBuffer.allocate(Channels.MAXIMUM_MESSAGE - 1);
    try {
      while (connection.read(buffer.clear()) >= 0) {
        socket.send(
            Channels.output(Channels.Output.OUT, buffer.array(), 0, buffer.flip().remaining()));
      }
      if (!inputEnded.isDone()) {
        socket.send(Channels.ended(Channels.Output.OUT));
        CompletableFuture.anyOf(inputEnded, connection.over()).join();
      }
      return new LastWord.Success();
    } catch (ResetException reset) {
      return new LastWord.Failure(
          500, "ConnectionReset", "The connection was reset: " + reset.getMessage() + ".");
    }
  }

  private void passInput() {
    try {
      var more = true;
      while (more) {
        switch (socket.receive()) {
          case Channels.Message.Input(var bytes) -> write(bytes);
          case Channels.Message.InputEnds _ -> endInput();
          case Channels.Message.Gone _ -> more = false;
          case Channels.Message.Resize _, Channels.Message.Other _ -> {}
        }
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    } finally {
      inputEnded.complete(null);
    }
  }

  /** What the guest takes no more is dropped; what became of the connection, reading tells. */
  private void write(byte[] bytes) {
    if (inputEnded.isDone()) {
      return;
    }
    try {
      connection.write(ByteBuffer.wrap(bytes));
    } catch (IOException closed) {
      LOG.debugf("A guest takes no more: %s", closed.getMessage());
      inputEnded.complete(null);
    }
  }

  private void endInput() {
    try {
      connection.shutdownOutput();
    } catch (IOException closed) {
      LOG.debugf("A connection has ended before its input: %s", closed.getMessage());
    }
    inputEnded.complete(null);
  }
}
