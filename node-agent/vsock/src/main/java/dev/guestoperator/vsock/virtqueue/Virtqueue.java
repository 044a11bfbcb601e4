package dev.guestoperator.vsock.virtqueue;

import dev.guestoperator.vsock.memory.GuestMemoryException;
import dev.guestoperator.vsock.memory.MemoryTable;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/**
 * A queue in use. Chains are looked at with {@link #chain}, taken with {@link #take} and given back
 * with {@link #giveBack}; the driver learns of it by {@link #publish}. For one thread.
 */
public final class Virtqueue {
  private static final int INDEX_MASK = 0xffff;

  private final QueueLayout layout;
  private final boolean eventIndex;
  private final boolean indirect;

  private MemorySegment descriptors;
  private MemorySegment available;
  private MemorySegment used;
  private ChainReader reader;

  private int nextAvailable;
  private int seenAvailable;
  private int nextUsed;
  private int publishedUsed;

  /**
   * @param base index of the first chain to take, 0 for a new queue
   * @throws GuestMemoryException if the rings are not in the memory
   */
  public Virtqueue(
      QueueLayout layout, MemoryTable memory, int base, boolean eventIndex, boolean indirect)
      throws GuestMemoryException {
    this.layout = layout;
    this.eventIndex = eventIndex;
    this.indirect = indirect;
    moveTo(memory);
    nextAvailable = base & INDEX_MASK;
    seenAvailable = nextAvailable;
    nextUsed = Rings.index(used);
    publishedUsed = nextUsed;
  }

  /** Goes on in another table of the same memory; no chain of the old one may be used again. */
  public void moveTo(MemoryTable memory) throws GuestMemoryException {
    descriptors = layout.descriptorsIn(memory);
    available = layout.availableIn(memory);
    used = layout.usedIn(memory);
    reader = new ChainReader(memory, layout.size(), indirect);
  }

  /**
   * How many chains can be taken.
   *
   * @throws VirtqueueException if the driver says that there are more than the queue has
   */
  public int available() throws VirtqueueException {
    if (seenAvailable == nextAvailable) {
      seenAvailable = Rings.index(available);
    }
    return check();
  }

  private int check() throws VirtqueueException {
    var count = (seenAvailable - nextAvailable) & INDEX_MASK;
    if (count > layout.size()) {
      throw new VirtqueueException(
          "A queue of %d entries has %d to take".formatted(layout.size(), count));
    }
    return count;
  }

  /**
   * Looks at a chain without taking it.
   *
   * @param ahead 0 for the next one, less than {@link #available}
   */
  public Chain chain(int ahead) throws VirtqueueException, GuestMemoryException {
    var slot = (nextAvailable + ahead) & (layout.size() - 1);
    return reader.read(descriptors, AvailableRing.head(available, slot));
  }

  /** Looks whether more came since {@link #available} last found none. */
  public int refresh() throws VirtqueueException {
    seenAvailable = Rings.index(available);
    return check();
  }

  /** Takes the next chains, which have been looked at. */
  public void take(int count) {
    nextAvailable = (nextAvailable + count) & INDEX_MASK;
  }

  /** How many descriptors it has. */
  public int size() {
    return layout.size();
  }

  /** Index of the first chain that is not taken. */
  public int base() {
    return nextAvailable;
  }

  /**
   * Gives a chain back that was taken.
   *
   * @param written bytes written to it
   */
  public void giveBack(Chain chain, int written) {
    UsedRing.set(used, nextUsed & (layout.size() - 1), chain.head(), written);
    nextUsed = (nextUsed + 1) & INDEX_MASK;
  }

  public boolean hasUnpublished() {
    return nextUsed != publishedUsed;
  }

  /**
   * Shows the driver what was given back.
   *
   * @return whether it wants to be called (section 2.7.7.2)
   */
  public boolean publish() {
    if (!hasUnpublished()) {
      return false;
    }
    var before = publishedUsed;
    Rings.setIndex(used, nextUsed);
    publishedUsed = nextUsed;
    // The driver sets what it wants, then looks at the index; we do it the other way round.
    VarHandle.fullFence();
    if (!eventIndex) {
      return (Rings.flags(available) & AvailableRing.NO_INTERRUPT) == 0;
    }
    return passes(AvailableRing.usedEvent(available, layout.size()), nextUsed, before);
  }

  /** Whether an event is among the indexes from before to now, without now. */
  private static boolean passes(int event, int now, int before) {
    return ((now - event - 1) & INDEX_MASK) < ((now - before) & INDEX_MASK);
  }

  /** Asks not to be kicked. With an event index, one that is not moved asks for nothing. */
  public void suppressKicks() {
    if (!eventIndex) {
      Rings.setFlags(used, UsedRing.NO_NOTIFY);
    }
  }

  /**
   * Asks for a kick when there is more than was seen.
   *
   * @return false if there is more already, and no kick may come
   */
  public boolean awaitKick() throws VirtqueueException {
    if (eventIndex) {
      UsedRing.setAvailableEvent(used, layout.size(), seenAvailable);
    } else {
      Rings.setFlags(used, 0);
    }
    VarHandle.fullFence();
    var seen = seenAvailable;
    refresh();
    return seen == seenAvailable;
  }
}
