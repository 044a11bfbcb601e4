package dev.guestoperator.vsock.virtqueue;

import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/** What both rings begin with: flags, and an index that only grows, modulo 2^16. */
final class Rings {
  static final ValueLayout.OfShort SHORT = JAVA_SHORT.withOrder(LITTLE_ENDIAN);

  private static final VarHandle SHORTS = SHORT.varHandle();
  private static final long FLAGS = 0;
  private static final long INDEX = 2;

  private Rings() {}

  static int flags(MemorySegment ring) {
    return (short) SHORTS.getOpaque(ring, FLAGS);
  }

  static void setFlags(MemorySegment ring, int flags) {
    SHORTS.setOpaque(ring, FLAGS, (short) flags);
  }

  /** Acquires: what the other side wrote before is visible. */
  static int index(MemorySegment ring) {
    return Short.toUnsignedInt((short) SHORTS.getAcquire(ring, INDEX));
  }

  /** Releases: who reads it sees what was written before. */
  static void setIndex(MemorySegment ring, int index) {
    SHORTS.setRelease(ring, INDEX, (short) index);
  }

  static int event(MemorySegment ring, long offset) {
    return Short.toUnsignedInt((short) SHORTS.getOpaque(ring, offset));
  }

  static void setEvent(MemorySegment ring, long offset, int index) {
    SHORTS.setOpaque(ring, offset, (short) index);
  }
}
