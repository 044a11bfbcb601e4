package dev.guestoperator.vsock.fuzz;

import dev.guestoperator.vsock.guest.DriverQueue;
import dev.guestoperator.vsock.guest.GuestMemory;
import java.util.Random;

/** Values that are mostly sensible and sometimes not at all. */
final class Wild {
  private static final long[] EDGES = {
    0, 1, -1, 43, 44, 45, 0x7fff_ffffL, 0x8000_0000L, 0xffff_ffffL, Long.MAX_VALUE, Long.MIN_VALUE
  };

  private final Random random;

  Wild(long seed) {
    random = new Random(seed);
  }

  Random random() {
    return random;
  }

  /** True once in so many times. */
  boolean oneIn(int times) {
    return random.nextInt(times) == 0;
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  @SafeVarargs
  final <T> T oneOf(T... values) {
    return values[random.nextInt(values.length)];
  }

  long edge() {
    return oneIn(2) ? EDGES[random.nextInt(EDGES.length)] : random.nextLong();
  }

  /** An address in a guest's memory of this size, or not. */
  long address(long size) {
    return oneIn(12) ? edge() : GuestMemory.GUEST_BASE + random.nextLong(size + 16);
  }

  long length() {
    return oneIn(12) ? edge() : oneIn(4) ? 44 : random.nextInt(5000);
  }

  int flags() {
    var flags = oneIn(2) ? DriverQueue.NEXT : 0;
    flags |= oneIn(3) ? DriverQueue.WRITE : 0;
    flags |= oneIn(8) ? DriverQueue.INDIRECT : 0;
    return oneIn(40) ? random.nextInt() : flags;
  }

  int index(int size) {
    return oneIn(30) ? random.nextInt(0x10000) : random.nextInt(size);
  }
}
