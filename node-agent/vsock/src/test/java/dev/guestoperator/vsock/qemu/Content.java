package dev.guestoperator.vsock.qemu;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The bytes that {@code vsock-peer} sends and expects, known at every position. */
final class Content {
  private static final int PERIOD = 1 << 20;
  private static final long FIRST = 88172645463325252L;

  private final ByteBuffer bytes;

  /**
   * @param longest most bytes that are asked for at once
   */
  Content(int longest) {
    bytes = ByteBuffer.allocateDirect(PERIOD + longest).order(ByteOrder.LITTLE_ENDIAN);
    var word = FIRST;
    while (bytes.position() < PERIOD) {
      word ^= word << 13;
      word ^= word >>> 7;
      word ^= word << 17;
      bytes.putLong(word);
    }
    while (bytes.hasRemaining()) {
      bytes.put(bytes.slice(0, Math.min(PERIOD, bytes.remaining())));
    }
  }

  ByteBuffer at(long position, int length) {
    return bytes.slice((int) (position % PERIOD), length);
  }

  /** What the guest says when it has taken so many bytes. */
  Sum sum(long length) {
    var first = 0L;
    var second = 0L;
    for (var at = 0L; at < length; at += Long.BYTES) {
      first += word(at, length - at);
      second += first;
    }
    return new Sum(first, second);
  }

  private long word(long position, long left) {
    var word = bytes.getLong((int) (position % PERIOD));
    return left >= Long.BYTES ? word : word & ((1L << (Byte.SIZE * left)) - 1);
  }

  /** Of words, in their order. */
  record Sum(long first, long second) {}
}
