package dev.guestoperator.vsock.device;

import dev.guestoperator.vsock.memory.GuestMemoryException;
import dev.guestoperator.vsock.posix.IoVector;
import dev.guestoperator.vsock.posix.Libc;
import dev.guestoperator.vsock.socket.ConnectionState;
import dev.guestoperator.vsock.socket.Operation;
import dev.guestoperator.vsock.socket.PacketHeader;
import dev.guestoperator.vsock.virtqueue.Chain;
import dev.guestoperator.vsock.virtqueue.Virtqueue;
import dev.guestoperator.vsock.virtqueue.VirtqueueException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** Fills the guest's buffers with what its connections have for it, each in its turn. */
final class ReceiveQueue {
  private final Virtqueue queue;
  private final Connections connections;
  private final Outgoing outgoing;
  private final IoVector vector;
  private final MemorySegment header;
  private boolean broughtData;
  private final List<Chain> chains = new ArrayList<>();
  private final List<Long> sizes = new ArrayList<>();

  ReceiveQueue(Virtqueue queue, Connections connections, IoVector vector, Arena arena) {
    this.queue = queue;
    this.connections = connections;
    this.outgoing = connections.outgoing();
    this.vector = vector;
    this.header = arena.allocate(PacketHeader.SIZE, 8);
  }

  /**
   * Gives everybody in line one turn.
   *
   * @return whether there is more to do at once
   */
  boolean pump() throws VirtqueueException, GuestMemoryException {
    while (outgoing.hasResets()) {
      if (!hasBuffer()) {
        return false;
      }
      send(outgoing.nextReset());
    }
    for (var turns = outgoing.inLine(); turns > 0; turns--) {
      if (!hasBuffer()) {
        return false;
      }
      serve(outgoing.next());
    }
    return !outgoing.isEmpty();
  }

  /** Whether the guest has got data since this was last asked. */
  boolean hasBroughtData() {
    var brought = broughtData;
    broughtData = false;
    return brought;
  }

  private void serve(Connection connection) throws VirtqueueException, GuestMemoryException {
    for (var pending = connection.pending().iterator(); pending.hasNext(); ) {
      if (!hasBuffer()) {
        outgoing.queue(connection);
        return;
      }
      var operation = pending.next().operation();
      pending.remove();
      send(connection.header(operation, 0, connections.cid()));
    }
    if (connection.mayRead()) {
      transfer(connection);
    } else if (connection.state() instanceof ConnectionState.Open && connection.host().isHungUp()) {
      connections.hostEnded(connection, true);
    }
  }

  private void transfer(Connection connection) throws VirtqueueException, GuestMemoryException {
    var credit = connection.credit().sendable();
    if (credit == 0) {
      // It comes to the line again with the guest's next packet.
      if (connection.startStarving()) {
        outgoing.want(connection, Pending.CREDIT_REQUEST);
      }
      return;
    }
    gather(Math.min(credit, connection.burst()));
    if (chains.isEmpty()) {
      outgoing.queue(connection);
      return;
    }
    var count = connection.host().read(vector);
    if (count > 0) {
      fill(connection, count);
      connection.wasRead(count, System.nanoTime());
    } else if (count != -Libc.EAGAIN) {
      connections.hostEnded(connection, count < 0);
    }
    release();
    if (connection.mayRead() || !connection.pending().isEmpty()) {
      outgoing.queue(connection);
    }
  }

  /** Looks for buffers with room for so many bytes. */
  private void gather(long wanted) throws VirtqueueException, GuestMemoryException {
    var ready = queue.refresh();
    while (chains.size() < ready && vector.bytes() < wanted && !vector.isFull()) {
      var chain = checked(queue.chain(chains.size()));
      var before = vector.bytes();
      addPayload(chain, wanted - before);
      chains.add(chain);
      sizes.add(vector.bytes() - before);
    }
  }

  private void release() {
    vector.clear();
    chains.clear();
    sizes.clear();
  }

  private void addPayload(Chain chain, long wanted) {
    long skip = PacketHeader.SIZE;
    var left = wanted;
    for (var i = chain.readable(); i < chain.parts().length && left > 0; i++) {
      var part = chain.parts()[i];
      var size = Math.min(part.byteSize() - skip, left);
      if (size > 0 && !vector.isFull()) {
        vector.add(part.asSlice(skip, size));
        left -= size;
      }
      skip = Math.max(0, skip - part.byteSize());
    }
  }

  /** Writes the heads of the packets whose payloads were read. */
  private void fill(Connection connection, long count) {
    var left = count;
    var taken = 0;
    for (; left > 0; taken++) {
      var length = Math.min(sizes.get(taken), left);
      put(chains.get(taken), connection.header(Operation.DATA, length, connections.cid()));
      left -= length;
    }
    queue.take(taken);
    broughtData = true;
    connection.credit().sent((int) count);
    connection.endStarving();
  }

  private void send(PacketHeader packet) throws VirtqueueException, GuestMemoryException {
    put(checked(queue.chain(0)), packet);
    queue.take(1);
  }

  private void put(Chain chain, PacketHeader packet) {
    var first = chain.parts()[chain.readable()];
    if (first.byteSize() >= PacketHeader.SIZE) {
      packet.write(first);
    } else {
      packet.write(header);
      scatter(chain);
    }
    queue.giveBack(chain, PacketHeader.SIZE + (int) packet.length());
  }

  private void scatter(Chain chain) {
    var at = 0L;
    for (var i = chain.readable(); at < PacketHeader.SIZE; i++) {
      var part = chain.parts()[i];
      var length = Math.min(part.byteSize(), PacketHeader.SIZE - at);
      MemorySegment.copy(header, at, part, 0, length);
      at += length;
    }
  }

  private boolean hasBuffer() throws VirtqueueException {
    return queue.available() > 0;
  }

  private static Chain checked(Chain chain) throws VirtqueueException {
    if (chain.writableBytes() <= PacketHeader.SIZE) {
      throw new VirtqueueException(
          "A buffer to receive into has only %d bytes".formatted(chain.writableBytes()));
    }
    return chain;
  }
}
