package dev.guestoperator.agent.http;

import dev.guestoperator.agent.guest.RefusedException;
import dev.guestoperator.agent.guest.RefusedException.Kind;
import dev.guestoperator.agent.vsh.RefusedSessionException;
import dev.guestoperator.agent.vsh.VshClient;
import dev.guestoperator.vsock.environment.VsockConnection;
import java.io.IOException;
import java.nio.channels.Channels;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A program that runs in a guest, and the connection it is reached by.
 *
 * @param stdin whether it gets input
 */
record Shell(VsockConnection connection, VshClient client, boolean stdin) implements AutoCloseable {
  /** For the answer of a vshd that has taken the connection. */
  private static final int ANSWER_SECONDS = 5;

  /**
   * Starts the program.
   *
   * @throws RefusedException if the guest refuses it or does not answer
   */
  static Shell start(VsockConnection connection, ExecRequest request)
      throws RefusedException, IOException {
    var tooLate =
        CompletableFuture.runAsync(
            () -> SocketSession.abort(connection),
            CompletableFuture.delayedExecutor(ANSWER_SECONDS, TimeUnit.SECONDS));
    try {
      var in = Channels.newInputStream(connection);
      var out = Channels.newOutputStream(connection);
      var client = VshClient.open(in, out, request.setup());
      if (!tooLate.cancel(false)) {
        throw new IOException("its answer came too late");
      }
      return new Shell(connection, client, request.stdin());
    } catch (RefusedSessionException refused) {
      connection.close();
      throw new RefusedException(Kind.SHELL_REFUSED, refused.getMessage());
    } catch (IOException failed) {
      connection.close();
      throw new RefusedException(
          Kind.VSOCK_NOT_READY,
          "The guest's vshd does not answer (%s): try again.".formatted(failed.getMessage()));
    } finally {
      tooLate.cancel(false);
    }
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}
