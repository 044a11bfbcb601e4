package dev.guestoperator.vsock.guest;

import dev.guestoperator.vsock.posix.EventFd;
import dev.guestoperator.vsock.posix.Libc;
import dev.guestoperator.vsock.socket.Operation;
import dev.guestoperator.vsock.socket.PacketHeader;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.function.Consumer;

/** A guest with a driver that sends and receives packets, and knows nothing of connections. */
public final class RawGuest implements AutoCloseable {
  public static final int QUEUE = 128;
  public static final int RECEIVE_BUFFER = 3776;
  public static final int MAX_PAYLOAD = 64 << 10;
  private static final int SEND_BUFFER = MAX_PAYLOAD + 64;
  private static final long FEATURES = 0x1_7000_0000L;
  private static final int LIMIT = 30_000;
  private static final int POLL = 100;

  private final long cid;
  private final GuestMemory memory = GuestMemory.of(16 << 20);
  private final VhostUserClient client;
  private final EventFd[] kicks = {EventFd.open(), EventFd.open()};
  private final EventFd[] calls = {EventFd.open(), EventFd.open()};
  private final DriverQueue receiving;
  private final DriverQueue sending;
  private final long receiveBuffers;
  private final long sendBuffers;
  private final ArrayDeque<Integer> free = new ArrayDeque<>();
  private final int[] bases = new int[2];
  private boolean givesBuffers = true;
  private boolean closed;
  private volatile boolean abandoned;

  private RawGuest(Path socket) throws IOException {
    client = new VhostUserClient(socket);
    var queueBytes = 64 << 10;
    receiving = new DriverQueue(memory, 0, QUEUE);
    sending = new DriverQueue(memory, queueBytes, QUEUE);
    receiveBuffers = 2L * queueBytes;
    sendBuffers = receiveBuffers + (long) QUEUE * RECEIVE_BUFFER;
    for (var i = 0; i < QUEUE / 2; i++) {
      free.add(2 * i);
    }
    cid = handshake();
  }

  /** Connects as QEMU does, and brings the driver up. */
  public static RawGuest start(Path socket) throws IOException {
    var guest = new RawGuest(socket);
    guest.up();
    return guest;
  }

  /** Connects as QEMU does, without a driver. */
  public static RawGuest plugged(Path socket) throws IOException {
    return new RawGuest(socket);
  }

  public long cid() {
    return cid;
  }

  public VhostUserClient client() {
    return client;
  }

  public GuestMemory memory() {
    return memory;
  }

  public DriverQueue receiving() {
    return receiving;
  }

  public DriverQueue sending() {
    return sending;
  }

  private long handshake() throws IOException {
    client.ask(1);
    client.ask(15);
    client.send(16, out -> out.putLong(0x208));
    client.send(3, _ -> {});
    client.ask(1);
    for (var i = 0; i < 2; i++) {
      var queue = i;
      client.send(13, out -> out.putLong(queue), calls[i].fd());
    }
    client.send(24, out -> out.putInt(0).putInt(8).putInt(0).putLong(0));
    var config = client.reply(24);
    config.position(12);
    return config.getLong();
  }

  /** The driver comes up, with empty queues. */
  public void up() throws IOException {
    client.send(2, out -> out.putLong(FEATURES));
    client.setMemory(memory.region());
    configure(0, receiving);
    configure(1, sending);
    if (givesBuffers) {
      givesBuffers = false;
      giveBuffers();
    }
    enable(true);
  }

  private void configure(int number, DriverQueue queue) {
    client.send(8, out -> out.putInt(number).putInt(QUEUE));
    client.send(10, out -> out.putInt(number).putInt(bases[number]));
    client.send(
        9,
        out -> {
          out.putInt(number).putInt(0);
          out.putLong(GuestMemory.USER_BASE + queue.descriptorsAt());
          out.putLong(GuestMemory.USER_BASE + queue.usedAt());
          out.putLong(GuestMemory.USER_BASE + queue.availableAt()).putLong(0);
        });
    client.send(12, out -> out.putLong(number), kicks[number].fd());
  }

  public void enable(boolean enabled) throws IOException {
    for (var i = 0; i < 2; i++) {
      var queue = i;
      client.sendAndAwait(18, out -> out.putInt(queue).putInt(enabled ? 1 : 0));
    }
  }

  /** Stops as QEMU does when the guest is reset; {@link #up} goes on where it was. */
  public void down() throws IOException {
    enable(false);
    for (var i = 0; i < 2; i++) {
      var queue = i;
      client.send(11, out -> out.putInt(queue).putInt(0));
      bases[i] = client.reply(11).getInt(4);
    }
  }

  /** Has the driver keep all buffers to itself. To be called before the driver is up. */
  public void withholdBuffers() {
    givesBuffers = false;
  }

  /** Offers all buffers to receive into. */
  public void giveBuffers() {
    for (var i = 0; i < QUEUE; i++) {
      giveBuffer(i);
    }
    if (receiving.show()) {
      kicks[0].signal();
    }
  }

  private void giveBuffer(int index) {
    var address = GuestMemory.GUEST_BASE + receiveBuffers + (long) index * RECEIVE_BUFFER;
    receiving.describe(index, address, RECEIVE_BUFFER, DriverQueue.WRITE, 0);
    receiving.offer(index);
  }

  public void kick() {
    kicks[1].signal();
  }

  public void send(PacketHeader header) {
    send(header, MemorySegment.NULL, 0, 0);
  }

  public void send(PacketHeader header, byte[] payload) {
    send(header, MemorySegment.ofArray(payload), 0, payload.length);
  }

  /** Sends as Linux does: the head in one descriptor, the payload in others of at most 32 KiB. */
  public void send(PacketHeader header, MemorySegment from, long offset, int length) {
    send(header, from, offset, length, true);
  }

  /** Sends without telling the device, until a packet is told. */
  public void send(PacketHeader header, MemorySegment from, long offset, int length, boolean tell) {
    var head = freeDescriptors();
    var at = sendBuffers + (long) head / 2 * SEND_BUFFER;
    header.write(memory.segment().asSlice(at, PacketHeader.SIZE));
    MemorySegment.copy(from, offset, memory.segment(), at + 64, length);
    var payload = GuestMemory.GUEST_BASE + at + 64;
    var flags = length > 0 ? DriverQueue.NEXT : 0;
    sending.describe(head, GuestMemory.GUEST_BASE + at, PacketHeader.SIZE, flags, head + 1);
    if (length > 0) {
      sending.describe(head + 1, payload, length, 0, 0);
    }
    sending.offer(head);
    if (tell && sending.show()) {
      kicks[1].signal();
    }
  }

  private int freeDescriptors() {
    while (free.isEmpty()) {
      if (sending.returned() > 0) {
        free.add(sending.take().head());
      } else {
        if (sending.show()) {
          kicks[1].signal();
        }
        await(1, sending, POLL);
        checkAlive();
      }
    }
    return free.remove();
  }

  /** Ends all waiting for the device. */
  public void abandon() {
    abandoned = true;
  }

  private void checkAlive() {
    if (abandoned) {
      throw new IllegalStateException("The device is gone");
    }
  }

  /** Waits for chains to come back; false after the time. */
  private boolean await(int number, DriverQueue queue, int milliseconds) {
    while (queue.returned() == 0) {
      if (queue.awaitCall()) {
        if (!TestLibc.awaitReadable(calls[number].fd(), milliseconds)) {
          return queue.returned() > 0;
        }
        clear(calls[number]);
      }
    }
    return true;
  }

  private void clear(EventFd call) {
    try (var confined = Arena.ofConfined()) {
      Libc.read(call.fd(), confined.allocate(8, 8));
    }
  }

  /** What a packet was received as. */
  public record Packet(PacketHeader header, byte[] payload) {
    public Operation operation() {
      return header.operation();
    }
  }

  /** Waits for the next packet. */
  public Packet receive() {
    return receive(LIMIT).orElseThrow(() -> new AssertionError("No packet came"));
  }

  /**
   * @return empty if none comes in time
   */
  public Optional<Packet> receive(int milliseconds) {
    if (!await(0, receiving, milliseconds)) {
      return Optional.empty();
    }
    var used = receiving.take();
    var at = receiveBuffers + (long) used.head() * RECEIVE_BUFFER;
    var header = headerAt(at);
    var payload =
        memory
            .segment()
            .asSlice(at + PacketHeader.SIZE, used.written() - PacketHeader.SIZE)
            .toArray(ValueLayout.JAVA_BYTE);
    giveBuffer(used.head());
    showBuffers();
    return Optional.of(new Packet(header, payload));
  }

  private PacketHeader headerAt(long at) {
    return PacketHeader.read(memory.segment().asSlice(at, PacketHeader.SIZE));
  }

  private void showBuffers() {
    if (receiving.show()) {
      kicks[0].signal();
    }
  }

  /** Waits for packets and hands out the heads of all that are there, at little cost. */
  public void receiveAll(Consumer<PacketHeader> action) {
    if (!await(0, receiving, LIMIT)) {
      throw new AssertionError("No packet came");
    }
    while (receiving.returned() > 0) {
      var used = receiving.take();
      action.accept(headerAt(receiveBuffers + (long) used.head() * RECEIVE_BUFFER));
      giveBuffer(used.head());
    }
    showBuffers();
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    client.close();
    for (var i = 0; i < 2; i++) {
      kicks[i].close();
      calls[i].close();
    }
    memory.close();
  }
}
