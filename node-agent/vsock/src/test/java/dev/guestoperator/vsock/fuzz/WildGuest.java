package dev.guestoperator.vsock.fuzz;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.guestoperator.vsock.environment.EnvironmentSwitch;
import dev.guestoperator.vsock.guest.DriverQueue;
import dev.guestoperator.vsock.guest.GuestMemory;
import dev.guestoperator.vsock.guest.RawGuest;
import dev.guestoperator.vsock.socket.ConnectionKey;
import dev.guestoperator.vsock.socket.Operation;
import dev.guestoperator.vsock.socket.PacketHeader;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A guest that does anything at all. */
final class WildGuest {
  private static final int DEEDS = 60;
  private static final long PACKETS = 8 << 20;
  private static final int PACKET_ROOM = 8192;
  private static final int TRIES = 2000;

  private final RawGuest guest;
  private final EnvironmentSwitch network;
  private final Wild wild;
  private final List<ConnectionKey> keys = new ArrayList<>();
  private int head;

  WildGuest(RawGuest guest, EnvironmentSwitch network, Wild wild) {
    this.guest = guest;
    this.network = network;
    this.wild = wild;
    for (var port = 1; port < 5; port++) {
      keys.add(new ConnectionKey(2, DeviceFuzzTest.SERVED, port));
      keys.add(new ConnectionKey(DeviceFuzzTest.NEIGHBOUR, DeviceFuzzTest.SERVED, port));
    }
  }

  void live() throws IOException {
    for (var i = 0; i < DEEDS; i++) {
      switch (wild.below(24)) {
        case 0 -> call();
        case 1 -> message();
        case 2 -> reboot();
        case 3 -> scribble();
        case 4, 5, 6, 7 -> listen();
        default -> send();
      }
    }
  }

  /** The host calls, and does not wait for long. */
  private void call() {
    var port = wild.below(4);
    var aborts = wild.oneIn(2);
    Thread.startVirtualThread(
        () -> {
          try (var connection = network.connect(DeviceFuzzTest.CID, port)) {
            connection.write(ByteBuffer.allocate(5000));
            if (aborts) {
              connection.abort();
            }
          } catch (IOException | InterruptedException refused) {
            // As is to be expected.
          }
        });
  }

  private void message() {
    if (wild.oneIn(4)) {
      var payload = new byte[wild.below(64)];
      wild.random().nextBytes(payload);
      guest.client().send(wild.below(30), wild.oneIn(4) ? wild.below(16) : 1, payload, List.of());
    }
  }

  private void reboot() throws IOException {
    if (wild.oneIn(4)) {
      guest.down();
      guest.up();
    }
  }

  /** Anything into rings and packets that the device may be reading. */
  private void scribble() {
    if (wild.oneIn(3)) {
      var memory = guest.memory().segment();
      var bytes = new byte[1 + wild.below(64)];
      wild.random().nextBytes(bytes);
      var at = wild.below(3) * (64 << 10) + wild.below(6000);
      MemorySegment.copy(bytes, 0, memory, JAVA_BYTE, at, bytes.length);
      guest.kick();
    }
  }

  /** Takes what came and answers some of it. */
  private void listen() {
    try {
      while (guest.receiving().returned() > 0) {
        guest.receive(0).ifPresent(packet -> answer(packet.header()));
      }
    } catch (IndexOutOfBoundsException | NegativeArraySizeException scribbled) {
      // What it wrote to its own rings confuses itself as well.
    }
  }

  private void answer(PacketHeader header) {
    var key = new ConnectionKey(header.sourceCid(), header.sourcePort(), header.destinationPort());
    keys.add(key);
    if (header.operation() == Operation.REQUEST && !wild.oneIn(4)) {
      put(header(key, Operation.RESPONSE, 0), 44);
    }
  }

  private void send() {
    var key = wild.oneOf(keys.toArray(ConnectionKey[]::new));
    var operation = wild.oneIn(3) ? Operation.DATA : wild.oneOf(Operation.values());
    var payload = operation == Operation.DATA ? wild.below(4000) : 0;
    var length = wild.oneIn(400) ? wild.edge() : payload;
    put(header(key, operation, length), PacketHeader.SIZE + payload);
  }

  private PacketHeader header(ConnectionKey key, Operation operation, long length) {
    return new PacketHeader(
        wild.oneIn(40) ? wild.edge() : DeviceFuzzTest.CID,
        wild.oneIn(20) ? wild.below(6) : key.peerCid(),
        key.guestPort(),
        wild.oneIn(20) ? wild.edge() : key.peerPort(),
        length,
        wild.oneIn(30) ? wild.below(4) : PacketHeader.STREAM,
        operation,
        wild.oneIn(30) ? (int) wild.edge() : wild.below(4),
        wild.oneIn(10) ? (int) wild.edge() : 1 << 18,
        wild.oneIn(10) ? (int) wild.edge() : 0);
  }

  /** Sends so many bytes as a chain that is cut anywhere, and waits until it is taken or never. */
  private void put(PacketHeader header, int bytes) {
    var queue = guest.sending();
    var slot = PACKETS + (long) (head % RawGuest.QUEUE) * PACKET_ROOM;
    header.write(guest.memory().segment().asSlice(slot, PacketHeader.SIZE));
    var first = head % RawGuest.QUEUE;
    var left = bytes;
    var address = GuestMemory.GUEST_BASE + slot;
    while (true) {
      var part = wild.oneIn(2) ? left : Math.min(left, wild.below(100));
      var more = part < left;
      var index = head++ % RawGuest.QUEUE;
      if (wild.oneIn(200)) {
        queue.describe(index, wild.address(1 << 20), wild.length(), wild.flags(), wild.index(128));
      } else {
        var flags = more ? DriverQueue.NEXT : 0;
        queue.describe(index, address, part, flags, head % RawGuest.QUEUE);
      }
      address += part;
      left -= part;
      if (!more) {
        break;
      }
    }
    queue.offer(first);
    queue.show();
    guest.kick();
    for (var tries = 0; queue.returned() == 0 && tries < TRIES; tries++) {
      Thread.onSpinWait();
    }
    while (queue.returned() > 0) {
      queue.take();
    }
  }
}
