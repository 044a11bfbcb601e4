package dev.guestoperator.vsock.virtqueue;

import dev.guestoperator.vsock.memory.GuestMemoryException;
import dev.guestoperator.vsock.memory.MemoryTable;
import java.lang.foreign.MemorySegment;

/**
 * Where a queue is.
 *
 * @param size entries, a power of two up to {@link #MAX_SIZE}
 * @param descriptors address of the table, as the front end sees it, like the others
 */
public record QueueLayout(int size, long descriptors, long available, long used) {
  /** Largest queue that virtio knows (section 2.7). */
  public static final int MAX_SIZE = 1 << 15;

  public QueueLayout {
    if (size < 1 || size > MAX_SIZE || Integer.bitCount(size) != 1) {
      throw new IllegalArgumentException("A queue has an impossible size: " + size);
    }
  }

  MemorySegment descriptorsIn(MemoryTable memory) throws GuestMemoryException {
    return memory.sliceAtUser(descriptors, DescriptorTable.size(size), DescriptorTable.ENTRY);
  }

  MemorySegment availableIn(MemoryTable memory) throws GuestMemoryException {
    return memory.sliceAtUser(available, AvailableRing.size(size), AvailableRing.ALIGNMENT);
  }

  MemorySegment usedIn(MemoryTable memory) throws GuestMemoryException {
    return memory.sliceAtUser(used, UsedRing.size(size), UsedRing.ALIGNMENT);
  }
}
