package dev.guestoperator.vsock.virtqueue;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Descriptors (section 2.7.5), in a queue or in an indirect table.
 *
 * <pre>
 *   0             8          12          14          16
 *   +-------------+-----------+-----------+-----------+
 *   | address     | length    | flags     | next      |
 *   +-------------+-----------+-----------+-----------+
 * </pre>
 */
final class DescriptorTable {
  static final int ENTRY = 16;

  static final int NEXT = 1;
  static final int WRITE = 2;
  static final int INDIRECT = 4;

  private static final ValueLayout.OfLong LONG = JAVA_LONG_UNALIGNED.withOrder(LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT = JAVA_INT_UNALIGNED.withOrder(LITTLE_ENDIAN);
  private static final ValueLayout.OfShort SHORT = JAVA_SHORT_UNALIGNED.withOrder(LITTLE_ENDIAN);

  private DescriptorTable() {}

  static long size(int entries) {
    return (long) entries * ENTRY;
  }

  static long address(MemorySegment table, int index) {
    return table.get(LONG, size(index));
  }

  static long length(MemorySegment table, int index) {
    return Integer.toUnsignedLong(table.get(INT, size(index) + 8));
  }

  static int flags(MemorySegment table, int index) {
    return Short.toUnsignedInt(table.get(SHORT, size(index) + 12));
  }

  static int next(MemorySegment table, int index) {
    return Short.toUnsignedInt(table.get(SHORT, size(index) + 14));
  }
}
