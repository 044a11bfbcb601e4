package dev.guestoperator.vsock.device;

import java.util.Optional;

/**
 * Tells the two ends of a wire what a Unix socket cannot: that a connection was cut off and not
 * ended. Set before the socket is closed, looked at when it has ended.
 */
public final class Fate {
  private volatile String reset;

  /** Only the first counts. */
  public synchronized void reset(String why) {
    if (reset == null) {
      reset = why;
    }
  }

  /** Why the connection was cut off, if it was. */
  public Optional<String> reset() {
    return Optional.ofNullable(reset);
  }
}
