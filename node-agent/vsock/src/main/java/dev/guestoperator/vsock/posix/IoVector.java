package dev.guestoperator.vsock.posix;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

/**
 * An array of {@code struct iovec}, filled anew for each call.
 *
 * <pre>
 *   +-------------------+-------------------+
 *   | base (8)          | length (8)        |  for each part
 *   +-------------------+-------------------+
 * </pre>
 *
 * It does not keep the memory it points to alive: fill and use it on the thread that owns that
 * memory, without letting go between.
 */
public final class IoVector {
  /** Most parts of one call (IOV_MAX). */
  public static final int CAPACITY = 1024;

  private static final int ENTRY = 16;

  private final MemorySegment entries;
  private int count;
  private long bytes;

  public IoVector(Arena arena) {
    entries = arena.allocate((long) CAPACITY * ENTRY, 8);
  }

  public void clear() {
    count = 0;
    bytes = 0;
  }

  /** Adds a part of native memory, which may be empty. */
  public void add(MemorySegment part) {
    add(part, 0, part.byteSize());
  }

  /**
   * Adds a part of a part.
   *
   * @throws IndexOutOfBoundsException if that is not inside, or if the vector is full
   */
  public void add(MemorySegment memory, long offset, long length) {
    Objects.checkFromIndexSize(offset, length, memory.byteSize());
    if (length == 0) {
      return;
    }
    var at = (long) count * ENTRY;
    entries.set(JAVA_LONG, at, memory.address() + offset);
    entries.set(JAVA_LONG, at + 8, length);
    count++;
    bytes += length;
  }

  public boolean hasRoomFor(int parts) {
    return count + parts <= CAPACITY;
  }

  public boolean isEmpty() {
    return count == 0;
  }

  /** The sum of all lengths. */
  public long bytes() {
    return bytes;
  }

  int count() {
    return count;
  }

  MemorySegment segment() {
    return entries;
  }
}
