package dev.guestoperator.agent.http;

import io.vertx.core.Future;
import java.io.IOException;
import java.util.concurrent.ExecutionException;

/** How a virtual thread writes to a connection: one write at a time is all the buffer there is. */
final class Writes {
  private Writes() {}

  /**
   * Waits until the connection took it.
   *
   * @throws IOException if the peer is gone
   */
  static void await(Future<Void> write) throws IOException, InterruptedException {
    try {
      write.toCompletionStage().toCompletableFuture().get();
    } catch (ExecutionException gone) {
      throw new IOException(gone.getCause());
    }
  }
}
