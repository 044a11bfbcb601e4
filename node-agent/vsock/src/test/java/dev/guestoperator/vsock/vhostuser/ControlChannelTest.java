package dev.guestoperator.vsock.vhostuser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.guestoperator.vsock.guest.VhostUserClient;
import dev.guestoperator.vsock.posix.EventFd;
import dev.guestoperator.vsock.posix.Libc;
import dev.guestoperator.vsock.posix.UnixSockets;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ControlChannelTest {
  private final Arena arena = Arena.ofConfined();
  private VhostUserClient client;
  private ControlChannel channel;

  @BeforeEach
  void open() throws IOException {
    var pair = UnixSockets.Pair.open();
    client = new VhostUserClient(pair.first());
    channel = new ControlChannel(pair.second(), arena);
  }

  @AfterEach
  void close() {
    channel.close();
    client.close();
    arena.close();
  }

  @Test
  void nothingIsThere() throws IOException {
    assertEquals(new Received.Nothing(), channel.receive());
  }

  @Test
  void messagesComeAsTheyWereSent() throws IOException {
    client.send(8, out -> out.putInt(1).putInt(128));
    client.send(18, 9, new byte[8], List.of());
    assertEquals(
        new Received.Complete(new Message(new Request.SetQueueSize(1, 128), 8, false)),
        channel.receive());
    assertEquals(
        new Received.Complete(new Message(new Request.SetQueueEnabled(0, false), 18, true)),
        channel.receive());
    assertEquals(new Received.Nothing(), channel.receive());
  }

  @Test
  void aMessageMayBeCutAnywhere() throws IOException {
    var message = message(8, 1, 1, 128);
    for (var cut = 1; cut < message.length; cut++) {
      client.sendBytes(Arrays.copyOf(message, cut), List.of());
      assertEquals(new Received.Nothing(), channel.receive());
      client.sendBytes(Arrays.copyOfRange(message, cut, message.length), List.of());
      assertInstanceOf(Received.Complete.class, channel.receive());
    }
  }

  @Test
  void aDescriptorArrives() throws IOException {
    try (var sent = EventFd.open()) {
      client.send(12, out -> out.putLong(1), sent.fd());
      var received = assertInstanceOf(Received.Complete.class, channel.receive());
      var kick = assertInstanceOf(Request.SetQueueKick.class, received.message().request());
      try (var got = new EventFd(kick.fd().getAsInt())) {
        got.signal();
        assertEquals(8, Libc.read(sent.fd(), arena.allocate(8, 8)));
      }
    }
  }

  @Test
  void theOtherSideLeaves() throws IOException {
    client.sendBytes(new byte[] {1, 2, 3}, List.of());
    client.close();
    assertEquals(new Received.End(), channel.receive());
    open();
  }

  @Test
  void tooManyDescriptorsAreClosed() throws IOException {
    var before = openDescriptors();
    try (var fd = EventFd.open()) {
      client.sendBytes(message(12, 1, 0, 0), Collections.nCopies(20, fd.fd()));
      assertThrows(ProtocolException.class, channel::receive);
      channel.close();
      client.close();
    }
    assertEquals(before - 2, openDescriptors());
    open();
  }

  @Test
  void headersThatAreNone() throws IOException {
    client.sendBytes(message(1, 2), List.of());
    assertThrows(ProtocolException.class, channel::receive);
  }

  @Test
  void sizesThatAreTooLarge() throws IOException {
    var header = ByteBuffer.allocate(12).order(ByteOrder.nativeOrder());
    client.sendBytes(header.putInt(1).putInt(1).putInt(513).array(), List.of());
    assertThrows(ProtocolException.class, channel::receive);
  }

  @Test
  void repliesReachTheirQuestion() throws IOException {
    var asked = new Request.GetConfig(0, 8, 0);
    channel.replyWithConfig(
        new Message(asked, 24, false), asked, new byte[] {3, 0, 0, 0, 0, 0, 0, 0});
    var config = client.reply(24);
    assertEquals(20, config.remaining());
    assertEquals(3, config.getLong(12));

    channel.replyWithQueueBase(new Message(new Request.GetQueueBase(1), 11, false), 1, 77);
    var base = client.reply(11);
    assertEquals(1, base.getInt());
    assertEquals(77, base.getInt());
  }

  private static int openDescriptors() {
    return new java.io.File("/proc/self/fd").list().length;
  }

  private static byte[] message(int code, int flags, int... payload) {
    var message = ByteBuffer.allocate(12 + 4 * payload.length).order(ByteOrder.nativeOrder());
    message.putInt(code).putInt(flags).putInt(4 * payload.length);
    Arrays.stream(payload).forEach(message::putInt);
    return message.array();
  }
}
