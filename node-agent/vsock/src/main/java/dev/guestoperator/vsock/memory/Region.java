package dev.guestoperator.vsock.memory;

import java.lang.foreign.MemorySegment;

/**
 * A mapped piece of the guest's memory.
 *
 * @param guestAddress where the guest sees it
 * @param userAddress where the front end sees it
 */
record Region(long guestAddress, long userAddress, MemorySegment memory) {
  /** How many bytes there are from an address of the guest on, 0 if it is not in here. */
  long roomAt(long address) {
    return room(address - guestAddress);
  }

  long roomAtUser(long address) {
    return room(address - userAddress);
  }

  private long room(long offset) {
    var size = memory.byteSize();
    return Long.compareUnsigned(offset, size) < 0 ? size - offset : 0;
  }
}
