package dev.guestoperator.vsock.guest;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/** The driver's side of a queue, at an offset of the guest's memory. Nothing is checked. */
public final class DriverQueue {
  public static final int NEXT = 1;
  public static final int WRITE = 2;
  public static final int INDIRECT = 4;

  private static final VarHandle SHORTS = JAVA_SHORT.varHandle();

  private final MemorySegment memory;
  private final int size;
  private final long descriptors;
  private final long available;
  private final long used;
  private int nextAvailable;
  private int kickedAvailable;
  private int seenUsed;

  public DriverQueue(GuestMemory memory, long offset, int size) {
    this.memory = memory.segment();
    this.size = size;
    descriptors = offset;
    available = offset + 16L * size;
    used = (available + 6 + 2L * size + 3) & ~3L;
  }

  /** Bytes that a queue takes. */
  public static long bytes(int size) {
    return 16L * size + 6 + 2L * size + 4 + 6 + 8L * size;
  }

  public int size() {
    return size;
  }

  public long descriptorsAt() {
    return descriptors;
  }

  public long availableAt() {
    return available;
  }

  public long usedAt() {
    return used;
  }

  public MemorySegment memory() {
    return memory;
  }

  /** Writes a descriptor. */
  public void describe(int index, long guestAddress, long length, int flags, int next) {
    describeAt(descriptors + 16L * index, guestAddress, length, flags, next);
  }

  /** Writes one of an indirect table. */
  public void describeAt(long offset, long guestAddress, long length, int flags, int next) {
    memory.set(JAVA_LONG, offset, guestAddress);
    memory.set(JAVA_INT, offset + 8, (int) length);
    memory.set(JAVA_SHORT, offset + 12, (short) flags);
    memory.set(JAVA_SHORT, offset + 14, (short) next);
  }

  /** Offers a chain; {@link #show} shows it. */
  public void offer(int head) {
    memory.set(JAVA_SHORT, available + 4 + 2L * (nextAvailable & (size - 1)), (short) head);
    nextAvailable++;
  }

  /** Shows what was offered; says whether a kick is wanted. */
  public boolean show() {
    SHORTS.setRelease(memory, available + 2, (short) nextAvailable);
    VarHandle.fullFence();
    var event = (short) SHORTS.getOpaque(memory, used + 4 + 8L * size);
    var before = kickedAvailable;
    kickedAvailable = nextAvailable;
    return ((nextAvailable - event - 1) & 0xffff) < ((nextAvailable - before) & 0xffff);
  }

  /** Sets the index of the available ring to anything. */
  public void showIndex(int index) {
    SHORTS.setRelease(memory, available + 2, (short) index);
  }

  public int offered() {
    return nextAvailable;
  }

  /** How many chains have come back and were not taken. */
  public int returned() {
    return ((short) SHORTS.getAcquire(memory, used + 2) - seenUsed) & 0xffff;
  }

  /** Takes a chain that came back. */
  public Used take() {
    var at = used + 4 + 8L * (seenUsed & (size - 1));
    seenUsed++;
    return new Used(memory.get(JAVA_INT, at), memory.get(JAVA_INT, at + 4));
  }

  /** A chain that came back. */
  public record Used(int head, int written) {}

  /** Asks to be called for the next chain that comes back; false if there is one already. */
  public boolean awaitCall() {
    SHORTS.setOpaque(memory, available + 4 + 2L * size, (short) seenUsed);
    VarHandle.fullFence();
    return returned() == 0;
  }
}
