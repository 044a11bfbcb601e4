package dev.guestoperator.vsock.qemu;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * How an end reads.
 *
 * @param bytes most at once
 * @param rest microseconds between two reads
 */
public record Reader(int bytes, int rest) {
  /** As much as there is, at once. */
  public static final Reader FAST = new Reader(256 << 10, 0);

  /** Rests for 4 ms about 250 times while so many bytes come, so that the sender has to wait. */
  public static Reader slow(int total) {
    return new Reader(total / 250, 4000);
  }

  void pause() {
    if (rest > 0) {
      LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(rest));
    }
  }
}
