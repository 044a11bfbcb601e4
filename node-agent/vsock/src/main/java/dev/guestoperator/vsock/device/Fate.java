package dev.guestoperator.vsock.device;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Tells the two ends of a wire what a Unix socket cannot: that a connection was cut off and not
 * ended, which is set before the socket is closed; and that it is over, to who waits for neither
 * bytes nor room for them.
 */
public final class Fate {
  private final CompletableFuture<Void> over = new CompletableFuture<>();
  private volatile String reset;

  /** Only the first counts. */
  public synchronized void reset(String why) {
    if (reset == null) {
      reset = why;
    }
  }

  /** The device has let go of the connection. */
  void end() {
    over.complete(null);
  }

  /** Done when the device has let go of the connection: the guest neither reads nor writes. */
  public CompletableFuture<Void> over() {
    return over.copy();
  }

  /** Why the connection was cut off, if it was. */
  public Optional<String> reset() {
    return Optional.ofNullable(reset);
  }
}
