package dev.guestoperator.vsock.device;

import dev.guestoperator.vsock.memory.GuestMemoryException;
import dev.guestoperator.vsock.posix.IoVector;
import dev.guestoperator.vsock.socket.Operation;
import dev.guestoperator.vsock.socket.PacketHeader;
import dev.guestoperator.vsock.virtqueue.Chain;
import dev.guestoperator.vsock.virtqueue.Virtqueue;
import dev.guestoperator.vsock.virtqueue.VirtqueueException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Takes the packets that the guest sends. Payloads of neighbours that belong together go to their
 * host in one call.
 */
final class TransmitQueue {
  /** Packets that are taken before the other direction has its turn. */
  private static final int BATCH = 128;

  private final Virtqueue queue;
  private final Connections connections;
  private final IoVector vector;
  private final MemorySegment header;
  private Connection receiver;
  private int descriptors;
  private long bytes;

  TransmitQueue(Virtqueue queue, Connections connections, IoVector vector, Arena arena) {
    this.queue = queue;
    this.connections = connections;
    this.vector = vector;
    this.header = arena.allocate(PacketHeader.SIZE, 8);
  }

  /**
   * Takes a batch.
   *
   * @return whether there is more to do at once
   */
  boolean pump() throws VirtqueueException, GuestMemoryException {
    var taken = 0;
    while (taken < BATCH && !connections.outgoing().owesTooMuch() && queue.available() > 0) {
      var chain = queue.chain(0);
      queue.take(1);
      packet(chain);
      queue.giveBack(chain, 0);
      taken++;
    }
    flush();
    return taken == BATCH;
  }

  /** What was taken since this was last asked. */
  TransmitPace.Batch batch() {
    var batch = new TransmitPace.Batch(descriptors, bytes);
    descriptors = 0;
    bytes = 0;
    return batch;
  }

  private void packet(Chain chain) throws VirtqueueException {
    descriptors += chain.parts().length;
    bytes += chain.readableBytes();
    gatherHeader(chain);
    var packet = PacketHeader.read(header);
    if (packet.length() > chain.readableBytes() - PacketHeader.SIZE) {
      throw new VirtqueueException(
          "A packet of %d bytes says that it brings %d"
              .formatted(chain.readableBytes(), packet.length()));
    }
    if (packet.operation() != Operation.DATA) {
      // It may end a connection that still has to get what came before.
      flush();
    }
    connections.packet(packet).ifPresent(connection -> payload(connection, chain, packet.length()));
  }

  /** Copies the head out of the guest's reach. */
  private void gatherHeader(Chain chain) throws VirtqueueException {
    if (chain.readableBytes() < PacketHeader.SIZE) {
      throw new VirtqueueException("A packet has only %d bytes".formatted(chain.readableBytes()));
    }
    var at = 0L;
    for (var i = 0; at < PacketHeader.SIZE; i++) {
      var part = chain.parts()[i];
      var length = Math.min(part.byteSize(), PacketHeader.SIZE - at);
      MemorySegment.copy(part, 0, header, at, length);
      at += length;
    }
  }

  private void payload(Connection connection, Chain chain, long length) {
    if (receiver != connection) {
      flush();
      receiver = connection;
    }
    long skip = PacketHeader.SIZE;
    var left = length;
    for (var i = 0; i < chain.readable() && left > 0; i++) {
      var part = chain.parts()[i];
      var size = Math.min(part.byteSize() - skip, left);
      if (size > 0) {
        if (vector.isFull()) {
          flush();
          receiver = connection;
        }
        vector.add(part.asSlice(skip, size));
        left -= size;
      }
      skip = Math.max(0, skip - part.byteSize());
    }
  }

  private void flush() {
    if (receiver != null && !vector.isEmpty()) {
      connections.deliver(receiver, vector);
    }
    vector.clear();
    receiver = null;
  }
}
