package dev.guestoperator.vsock.virtqueue;

import java.lang.foreign.MemorySegment;

/**
 * What the driver offers (section 2.7.6); only the driver writes it.
 *
 * <pre>
 *   0         2         4                          4 + 2 * size
 *   +---------+---------+---------+-------+---------+------------+
 *   | flags   | index   | head 0  |  ...  | head n  | used event |
 *   +---------+---------+---------+-------+---------+------------+
 * </pre>
 */
final class AvailableRing {
  static final int ALIGNMENT = 2;

  /** Flag: no interrupts, please. Without meaning when there is an event index. */
  static final int NO_INTERRUPT = 1;

  private static final int HEADS = 4;

  private AvailableRing() {}

  static long size(int entries) {
    return usedEventOffset(entries) + 2;
  }

  /**
   * @param slot from 0 to entries - 1
   */
  static int head(MemorySegment ring, int slot) {
    return Short.toUnsignedInt(ring.get(Rings.SHORT, HEADS + 2L * slot));
  }

  static int usedEvent(MemorySegment ring, int entries) {
    return Rings.event(ring, usedEventOffset(entries));
  }

  private static long usedEventOffset(int entries) {
    return HEADS + 2L * entries;
  }
}
