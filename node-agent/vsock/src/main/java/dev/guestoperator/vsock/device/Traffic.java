package dev.guestoperator.vsock.device;

import dev.guestoperator.vsock.memory.GuestMemoryException;
import dev.guestoperator.vsock.memory.MemoryTable;
import dev.guestoperator.vsock.posix.IoVector;
import dev.guestoperator.vsock.virtqueue.Virtqueue;
import dev.guestoperator.vsock.virtqueue.VirtqueueException;
import java.lang.foreign.Arena;

/** Both queues and the connections of a guest, while its driver is up. */
final class Traffic {
  /** Makes it when everything is known. */
  @FunctionalInterface
  interface Factory {
    Traffic start(QueueSetup toGuest, QueueSetup fromGuest, MemoryTable memory, long features)
        throws GuestMemoryException;
  }

  private final Virtqueue toGuest;
  private final Virtqueue fromGuest;
  private final QueueSetup toGuestSetup;
  private final QueueSetup fromGuestSetup;
  private final Connections connections;
  private final ReceiveQueue receive;
  private final TransmitQueue transmit;
  private final TransmitPace pace;

  Traffic(
      QueueSetup toGuestSetup,
      QueueSetup fromGuestSetup,
      MemoryTable memory,
      long features,
      Connections connections,
      Arena arena)
      throws GuestMemoryException {
    this.toGuestSetup = toGuestSetup;
    this.fromGuestSetup = fromGuestSetup;
    this.connections = connections;
    toGuest = toGuestSetup.open(memory, features);
    fromGuest = fromGuestSetup.open(memory, features);
    receive = new ReceiveQueue(toGuest, connections, new IoVector(arena), arena);
    transmit = new TransmitQueue(fromGuest, connections, new IoVector(arena), arena);
    pace = new TransmitPace(fromGuest.size(), System.nanoTime());
  }

  Connections connections() {
    return connections;
  }

  /**
   * Does a bounded amount of work.
   *
   * @return whether there is more; if not, a kick, an event or a deadline will tell
   */
  boolean pump() throws VirtqueueException, GuestMemoryException {
    toGuest.suppressKicks();
    fromGuest.suppressKicks();
    var more = transmit.pump() | receive.pump();
    var now = System.nanoTime();
    tellOfTaken(now);
    if (toGuest.publish()) {
      toGuestSetup.call();
    }
    return more || !rest(now);
  }

  private void tellOfTaken(long now) {
    var batch = transmit.batch();
    if (!batch.isEmpty()) {
      pace.took(batch, receive.hasBroughtData(), now);
    }
    if (fromGuest.publish()) {
      pace.oweCall(now);
    }
    if (pace.callIsDue(now)) {
      fromGuestSetup.call();
    }
  }

  /** Nanoseconds until something is due, {@link Long#MAX_VALUE} for never. */
  long nextDeadline(long now) {
    return Math.min(pace.next(now), connections.nextDeadline(now));
  }

  private boolean rest(long now) throws VirtqueueException {
    var waitsForBuffers = !connections.outgoing().isEmpty();
    var receiveRests = !waitsForBuffers || toGuest.awaitKick();
    // While it takes no resets, nothing is taken from it.
    var transmitRests =
        connections.outgoing().owesTooMuch() || pace.pauses(now) || fromGuest.awaitKick();
    return receiveRests && transmitRests;
  }

  void moveTo(MemoryTable memory) throws GuestMemoryException {
    toGuest.moveTo(memory);
    fromGuest.moveTo(memory);
  }

  /** Ends all connections; the queues remember where they were. */
  void stop(String why) {
    connections.close(why);
    toGuestSetup.setBase(toGuest.base());
    fromGuestSetup.setBase(fromGuest.base());
  }
}
