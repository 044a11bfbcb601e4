package dev.guestoperator.vsock.vhostuser;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import dev.guestoperator.vsock.posix.Libc;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** The socket of the front end, which never blocks. For one thread. */
public final class ControlChannel implements AutoCloseable {
  private final int socket;
  private final MemorySegment buffer;
  private final DescriptorMessage message;
  private final List<Integer> fds = new ArrayList<>();
  private int filled;

  /**
   * @param socket non-blocking; closed with this
   */
  public ControlChannel(int socket, Arena arena) {
    this.socket = socket;
    buffer = arena.allocate(MessageHeader.SIZE + MessageHeader.MAX_PAYLOAD, 8);
    message = new DescriptorMessage(arena);
  }

  /**
   * Takes the next message if it is there as a whole.
   *
   * @throws ProtocolException if it is none of vhost-user, or none that was offered
   */
  public Received receive() throws IOException {
    if (!fill(MessageHeader.SIZE)) {
      return ended();
    }
    var header = header().check();
    if (!fill(MessageHeader.SIZE + header.size())) {
      return ended();
    }
    filled = 0;
    var payload = buffer.asSlice(MessageHeader.SIZE, header.size()).asByteBuffer();
    var request =
        RequestDecoder.decode(header.request(), payload.order(ByteOrder.nativeOrder()), fds);
    fds.clear();
    return new Received.Complete(new Message(request, header.request(), header.needsReply()));
  }

  public void replyWithNumber(Message to, long number) throws IOException {
    buffer.set(JAVA_LONG_UNALIGNED, MessageHeader.SIZE, number);
    reply(to, Long.BYTES);
  }

  public void replyWithQueueBase(Message to, int queue, int base) throws IOException {
    buffer.set(JAVA_INT_UNALIGNED, MessageHeader.SIZE, queue);
    buffer.set(JAVA_INT_UNALIGNED, MessageHeader.SIZE + 4L, base);
    reply(to, 8);
  }

  /**
   * Answers a question for the config space.
   *
   * @param content what was asked for, or empty to refuse
   */
  public void replyWithConfig(Message to, Request.GetConfig asked, byte[] content)
      throws IOException {
    var at = MessageHeader.SIZE;
    buffer.set(JAVA_INT_UNALIGNED, at, asked.offset());
    buffer.set(JAVA_INT_UNALIGNED, at + 4L, content.length);
    buffer.set(JAVA_INT_UNALIGNED, at + 8L, asked.flags());
    MemorySegment.copy(MemorySegment.ofArray(content), 0, buffer, at + 12L, content.length);
    reply(to, 12 + content.length);
  }

  private void reply(Message to, int size) throws IOException {
    var header = MessageHeader.replyTo(to.code(), size);
    buffer.set(JAVA_INT_UNALIGNED, 0, header.request());
    buffer.set(JAVA_INT_UNALIGNED, 4, header.flags());
    buffer.set(JAVA_INT_UNALIGNED, 8, header.size());
    var whole = MessageHeader.SIZE + size;
    // One who does not read its few replies is not QEMU.
    if (Libc.write(socket, buffer.asSlice(0, whole)) != whole) {
      throw new ProtocolException("Replies are not read");
    }
  }

  private boolean fill(int wanted) throws IOException {
    while (filled < wanted) {
      var count = message.receive(socket, buffer.asSlice(filled, wanted - filled), fds);
      if (count == -Libc.EAGAIN) {
        return false;
      }
      if (count == 0 || count == -Libc.ECONNRESET) {
        filled = -1;
        return false;
      }
      Libc.check("recvmsg", count);
      checkDescriptors();
      filled += (int) count;
    }
    return true;
  }

  private void checkDescriptors() throws ProtocolException {
    if (fds.size() > RequestDecoder.MAX_REGIONS) {
      throw new ProtocolException("A message carries too many descriptors");
    }
  }

  private Received ended() {
    return filled < 0 ? new Received.End() : new Received.Nothing();
  }

  private MessageHeader header() {
    return new MessageHeader(
        buffer.get(JAVA_INT_UNALIGNED, 0),
        buffer.get(JAVA_INT_UNALIGNED, 4),
        buffer.get(JAVA_INT_UNALIGNED, 8));
  }

  @Override
  public void close() {
    fds.forEach(Libc::close);
    fds.clear();
    Libc.close(socket);
  }
}
