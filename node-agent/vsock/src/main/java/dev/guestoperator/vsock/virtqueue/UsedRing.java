package dev.guestoperator.vsock.virtqueue;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * What the device gives back (section 2.7.8); only the device writes it.
 *
 * <pre>
 *   0         2         4             8               4 + 8 * size
 *   +---------+---------+-------------+-------------+-----+-----------------+
 *   | flags   | index   | head 0      | written 0   | ... | available event |
 *   +---------+---------+-------------+-------------+-----+-----------------+
 * </pre>
 */
final class UsedRing {
  static final int ALIGNMENT = 4;

  /** Flag: no kicks, please. Without meaning when there is an event index. */
  static final int NO_NOTIFY = 1;

  private static final ValueLayout.OfInt INT = JAVA_INT.withOrder(LITTLE_ENDIAN);
  private static final int ELEMENTS = 4;
  private static final int ELEMENT = 8;

  private UsedRing() {}

  static long size(int entries) {
    return availableEventOffset(entries) + 2;
  }

  /**
   * @param slot from 0 to entries - 1
   */
  static void set(MemorySegment ring, int slot, int head, int written) {
    var at = ELEMENTS + (long) slot * ELEMENT;
    ring.set(INT, at, head);
    ring.set(INT, at + 4, written);
  }

  static void setAvailableEvent(MemorySegment ring, int entries, int index) {
    Rings.setEvent(ring, availableEventOffset(entries), index);
  }

  private static long availableEventOffset(int entries) {
    return ELEMENTS + (long) entries * ELEMENT;
  }
}
