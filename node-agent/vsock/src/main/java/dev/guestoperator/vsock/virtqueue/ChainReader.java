package dev.guestoperator.vsock.virtqueue;

import dev.guestoperator.vsock.memory.GuestMemoryException;
import dev.guestoperator.vsock.memory.MemoryTable;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Follows descriptors (section 2.7.5). A chain has at most as many of them as the queue
 * (2.7.5.3.1), which ends loops; its length in bytes is bounded by the memory it must be in.
 */
final class ChainReader {
  private static final int USUAL_PARTS = 4;

  private final MemoryTable memory;
  private final int limit;
  private final boolean mayBeIndirect;

  private int head;
  private MemorySegment[] parts;
  private int count;
  private int readable;
  private long readableBytes;
  private long writableBytes;

  ChainReader(MemoryTable memory, int queueSize, boolean mayBeIndirect) {
    this.memory = memory;
    this.limit = queueSize;
    this.mayBeIndirect = mayBeIndirect;
  }

  Chain read(MemorySegment table, int first) throws VirtqueueException, GuestMemoryException {
    head = first;
    parts = new MemorySegment[USUAL_PARTS];
    count = 0;
    readable = 0;
    readableBytes = 0;
    writableBytes = 0;
    follow(table, first, limit, mayBeIndirect);
    return new Chain(head, Arrays.copyOf(parts, count), readable, readableBytes, writableBytes);
  }

  private void follow(MemorySegment table, int first, int entries, boolean indirectAllowed)
      throws VirtqueueException, GuestMemoryException {
    var index = first;
    for (var followed = 0; ; followed++) {
      if (index >= entries) {
        throw broken("points to descriptor %d of %d", index, entries);
      }
      if (followed >= entries) {
        throw broken("has more than %d descriptors", entries);
      }
      // Read once: the guest may change it meanwhile.
      var flags = DescriptorTable.flags(table, index);
      if ((flags & DescriptorTable.INDIRECT) != 0) {
        followIndirect(table, index, flags, indirectAllowed);
        return;
      }
      add(table, index, (flags & DescriptorTable.WRITE) != 0);
      if ((flags & DescriptorTable.NEXT) == 0) {
        return;
      }
      index = DescriptorTable.next(table, index);
    }
  }

  private void followIndirect(MemorySegment table, int index, int flags, boolean allowed)
      throws VirtqueueException, GuestMemoryException {
    var bytes = DescriptorTable.length(table, index);
    var entries = bytes / DescriptorTable.ENTRY;
    if (!allowed || (flags & DescriptorTable.NEXT) != 0) {
      throw broken("has an indirect table where none may be (flags %#x)", flags);
    }
    if (bytes % DescriptorTable.ENTRY != 0 || entries == 0 || entries > limit) {
      throw broken("has an indirect table of %d bytes", bytes);
    }
    var indirect = memory.sliceAt(DescriptorTable.address(table, index), bytes);
    if (indirect.byteSize() < bytes) {
      throw broken("has an indirect table that leaves the memory after %d bytes", bytes);
    }
    follow(indirect, 0, (int) entries, false);
  }

  private void add(MemorySegment table, int index, boolean writable)
      throws VirtqueueException, GuestMemoryException {
    if (!writable && count > readable) {
      throw broken("has a buffer to read behind one to write, descriptor %d", index);
    }
    var address = DescriptorTable.address(table, index);
    var length = DescriptorTable.length(table, index);
    if (writable) {
      writableBytes += length;
    } else {
      readableBytes += length;
    }
    // What is one buffer to the guest may be in two regions.
    while (length > 0) {
      var part = memory.sliceAt(address, length);
      add(part, writable);
      address += part.byteSize();
      length -= part.byteSize();
    }
  }

  private void add(MemorySegment part, boolean writable) {
    if (count == parts.length) {
      parts = Arrays.copyOf(parts, 2 * count);
    }
    parts[count++] = part;
    if (!writable) {
      readable = count;
    }
  }

  private VirtqueueException broken(String what, Object... details) {
    return new VirtqueueException(
        "The chain of descriptor " + head + " " + what.formatted(details));
  }
}
