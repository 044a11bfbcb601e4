package dev.guestoperator.vsock.device;

import dev.guestoperator.vsock.memory.MemoryTable;
import dev.guestoperator.vsock.posix.Libc;
import dev.guestoperator.vsock.posix.Poller;
import dev.guestoperator.vsock.vhostuser.ControlChannel;
import dev.guestoperator.vsock.vhostuser.Features;
import dev.guestoperator.vsock.vhostuser.Message;
import dev.guestoperator.vsock.vhostuser.ProtocolException;
import dev.guestoperator.vsock.vhostuser.Received;
import dev.guestoperator.vsock.vhostuser.Request;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A QEMU that is connected: does what it asks for, and keeps the traffic while the guest's driver
 * is up. Owned by the device's thread.
 */
final class FrontEnd implements AutoCloseable {
  private static final int TO_GUEST = 0;
  private static final int FROM_GUEST = 1;

  private final Arena arena = Arena.ofConfined();
  private final ControlChannel channel;
  private final Poller.Registration registration;
  private final Poller poller;
  private final Traffic.Factory factory;
  private final byte[] config;
  private final List<QueueSetup> queues;
  private long features;
  private MemoryTable memory;
  private Traffic traffic;
  private boolean readable = true;

  /**
   * @param socket non-blocking; closed with this
   */
  FrontEnd(int socket, long cid, Poller poller, Traffic.Factory factory) throws IOException {
    this.poller = poller;
    this.factory = factory;
    channel = new ControlChannel(socket, arena);
    config = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(cid).array();
    queues = List.of(new QueueSetup(poller), new QueueSetup(poller));
    try {
      registration = poller.add(socket, Poller.IN | Poller.PEER_HALF_CLOSED, _ -> readable = true);
    } catch (IOException e) {
      channel.close();
      arena.close();
      throw e;
    }
  }

  Optional<Traffic> traffic() {
    return Optional.ofNullable(traffic);
  }

  /**
   * Does what is asked for now.
   *
   * @return false when the front end has gone
   * @throws IOException if it asked for what cannot be done; only {@link #close} is of use then
   */
  boolean serve() throws IOException {
    while (readable) {
      switch (channel.receive()) {
        case Received.Complete(var message) -> handle(message);
        case Received.Nothing _ -> readable = false;
        case Received.End _ -> {
          return false;
        }
      }
    }
    return true;
  }

  private void handle(Message message) throws IOException {
    switch (message.request()) {
      case Request.GetFeatures _ -> channel.replyWithNumber(message, Features.OFFERED);
      case Request.GetProtocolFeatures _ ->
          channel.replyWithNumber(message, Features.OFFERED_PROTOCOL);
      case Request.GetConfig asked -> channel.replyWithConfig(message, asked, config(asked));
      case Request.GetQueueBase(var number) -> {
        var queue = queue(number);
        stop();
        channel.replyWithQueueBase(message, number, queue.base());
      }
      case Request.SetFeatures(var chosen) -> setFeatures(chosen);
      case Request.SetProtocolFeatures(var chosen) ->
          check(chosen & ~Features.OFFERED_PROTOCOL, "Protocol features");
      case Request.SetOwner _ -> {}
      case Request.SetMemoryTable table -> setMemory(table);
      case Request.SetQueueSize(var number, var size) -> stopped(number).setSize(size);
      case Request.SetQueueAddress address -> stopped(address.queue()).setAddress(address);
      case Request.SetQueueBase(var number, var base) -> stopped(number).setBase(base);
      case Request.SetQueueKick(var number, var fd) -> setKick(number, fd);
      case Request.SetQueueCall(var number, var fd) -> queueFor(number, fd).setCall(fd);
      case Request.SetQueueError(_, var fd) -> fd.ifPresent(Libc::close);
      case Request.SetQueueEnabled(var number, var enabled) -> setEnabled(number, enabled);
    }
    if (message.wantsAck() && !hasReply(message.request())) {
      channel.replyWithNumber(message, 0);
    }
  }

  private static boolean hasReply(Request request) {
    return request instanceof Request.GetFeatures
        || request instanceof Request.GetProtocolFeatures
        || request instanceof Request.GetConfig
        || request instanceof Request.GetQueueBase;
  }

  private byte[] config(Request.GetConfig asked) {
    var end = (long) asked.offset() + asked.size();
    return asked.offset() < 0 || asked.size() < 0 || end > config.length
        ? new byte[0]
        : Arrays.copyOfRange(config, asked.offset(), (int) end);
  }

  private void setFeatures(long chosen) throws IOException {
    check(chosen & ~Features.OFFERED, "Features");
    features = chosen;
  }

  private static void check(long unknown, String what) throws ProtocolException {
    if (unknown != 0) {
      throw new ProtocolException("%s %#x were not offered".formatted(what, unknown));
    }
  }

  private void setMemory(Request.SetMemoryTable table) throws IOException {
    var next = MemoryTable.map(table.regions());
    var last = memory;
    memory = next;
    if (traffic != null) {
      traffic.moveTo(next);
    }
    if (last != null) {
      last.close();
    }
  }

  private void setKick(int number, OptionalInt fd) throws IOException {
    queueFor(number, fd).setKick(fd, () -> {});
    start();
  }

  private void setEnabled(int number, boolean enabled) throws IOException {
    queue(number).setEnabled(enabled);
    if (enabled) {
      start();
    } else {
      stop();
    }
  }

  private void start() throws IOException {
    var complete = queues.stream().allMatch(QueueSetup::isComplete);
    if (traffic != null || !complete) {
      return;
    }
    if (memory == null || (features & Features.VERSION_1) == 0) {
      throw new ProtocolException("A driver of virtio 1 is needed, and its memory");
    }
    traffic = factory.start(queues.get(TO_GUEST), queues.get(FROM_GUEST), memory, features);
  }

  private void stop() {
    if (traffic != null) {
      traffic.stop("the guest's vsock driver has stopped");
      traffic = null;
    }
  }

  private QueueSetup queue(int number) throws ProtocolException {
    if (number < 0 || number >= queues.size()) {
      throw new ProtocolException("There is no queue " + number);
    }
    return queues.get(number);
  }

  private QueueSetup stopped(int number) throws ProtocolException {
    if (traffic != null) {
      throw new ProtocolException("Queue " + number + " is changed while it runs");
    }
    return queue(number);
  }

  /** Closes the descriptor if there is no such queue. */
  private QueueSetup queueFor(int number, OptionalInt fd) throws ProtocolException {
    try {
      return queue(number);
    } catch (ProtocolException e) {
      fd.ifPresent(Libc::close);
      throw e;
    }
  }

  @Override
  public void close() {
    if (traffic != null) {
      traffic.stop("the guest's vsock device is gone");
      traffic = null;
    }
    poller.remove(registration);
    channel.close();
    queues.forEach(QueueSetup::close);
    if (memory != null) {
      memory.close();
    }
    arena.close();
  }
}
