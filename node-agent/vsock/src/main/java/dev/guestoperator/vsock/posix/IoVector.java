package dev.guestoperator.vsock.posix;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * An array of {@code struct iovec}, filled anew for each call.
 *
 * <pre>
 *   +-------------------+-------------------+
 *   | base (8)          | length (8)        |  for each part
 *   +-------------------+-------------------+
 * </pre>
 *
 * Fill and use it on the thread that owns the memory, without unmapping between: the kernel sees
 * addresses, which nobody checks.
 */
public final class IoVector {
  /** Most parts of one call (IOV_MAX). */
  public static final int CAPACITY = 1024;

  private static final int ENTRY = 16;

  private final MemorySegment entries;
  private final MemorySegment[] parts = new MemorySegment[CAPACITY];
  private int count;
  private long bytes;

  public IoVector(Arena arena) {
    entries = arena.allocate((long) CAPACITY * ENTRY, 8);
  }

  public void clear() {
    Arrays.fill(parts, 0, count, null);
    count = 0;
    bytes = 0;
  }

  /** Adds a part of native memory. */
  public void add(MemorySegment part) {
    var at = (long) count * ENTRY;
    entries.set(JAVA_LONG, at, part.address());
    entries.set(JAVA_LONG, at + 8, part.byteSize());
    parts[count++] = part;
    bytes += part.byteSize();
  }

  public boolean isFull() {
    return count == CAPACITY;
  }

  public boolean isEmpty() {
    return count == 0;
  }

  /** The sum of all lengths. */
  public long bytes() {
    return bytes;
  }

  /** Hands out what is left behind the first bytes. */
  public void forEachFrom(long skipped, Consumer<MemorySegment> action) {
    var skip = skipped;
    for (var i = 0; i < count; i++) {
      var size = parts[i].byteSize();
      if (skip < size) {
        action.accept(parts[i].asSlice(skip));
      }
      skip = Math.max(0, skip - size);
    }
  }

  int count() {
    return count;
  }

  MemorySegment segment() {
    return entries;
  }
}
