package dev.guestoperator.vsock.environment;

import static dev.guestoperator.vsock.environment.TestEnvironment.packet;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestoperator.vsock.device.ConnectFailedException;
import dev.guestoperator.vsock.guest.RawGuest;
import dev.guestoperator.vsock.socket.ConnectionKey;
import dev.guestoperator.vsock.socket.Operation;
import dev.guestoperator.vsock.socket.PacketHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GuestSocketsTest {
  private static final long CID = 3;

  @TempDir Path directory;
  private TestEnvironment environment;
  private RawGuest guest;

  @BeforeEach
  void boot() throws Exception {
    environment = new TestEnvironment(directory);
    guest = environment.guest(CID);
  }

  @AfterEach
  void close() {
    environment.close();
  }

  @Test
  void theGuestLearnsItsCid() {
    assertEquals(CID, guest.cid());
  }

  @Test
  void theHostConnectsAndBothTalk() throws Exception {
    var open = openFromHost(22);

    open.connection().write(text("to the guest"));
    assertEquals("to the guest", new String(guest.receive().payload(), UTF_8));

    guest.send(packet(CID, open.key(), Operation.DATA, 12, 0), "to the host!".getBytes(UTF_8));
    assertEquals("to the host!", read(open.connection(), 12));
  }

  @Test
  void aRefusedConnectionSaysSo() throws Exception {
    var connecting = connecting(22);
    var request = guest.receive().header();
    guest.send(packet(CID, keyOf(request), Operation.RESET, 0, 0));
    var failure = assertThrows(Exception.class, connecting::get);
    assertEquals(
        ConnectFailedException.Reason.REFUSED,
        ((ConnectFailedException) failure.getCause()).reason());
  }

  @Test
  void theGuestConnectsToAListener() throws Exception {
    try (var listener = environment.network().listen(9000, 1)) {
      var key = new ConnectionKey(2, 9000, 1234);
      guest.send(packet(CID, key, Operation.REQUEST, 0, 0));
      assertEquals(Operation.RESPONSE, guest.receive().operation());
      try (var connection = listener.accept()) {
        assertEquals(1234, connection.peer().port());
        guest.send(packet(CID, key, Operation.DATA, 5, 0), "hello".getBytes(UTF_8));
        assertEquals("hello", read(connection, 5));
      }
      var shutdown = guest.receive().header();
      assertEquals(Operation.SHUTDOWN, shutdown.operation());
      assertEquals(3, shutdown.flags());
    }
  }

  @Test
  void nobodyListens() {
    guest.send(packet(CID, new ConnectionKey(2, 9000, 1234), Operation.REQUEST, 0, 0));
    assertEquals(Operation.RESET, guest.receive().operation());
  }

  @Test
  void aListenerTakesNoMoreThanItsBacklog() throws Exception {
    try (var listener = environment.network().listen(9000, 1)) {
      guest.send(packet(CID, new ConnectionKey(2, 9000, 1), Operation.REQUEST, 0, 0));
      assertEquals(Operation.RESPONSE, guest.receive().operation());
      guest.send(packet(CID, new ConnectionKey(2, 9000, 2), Operation.REQUEST, 0, 0));
      assertEquals(Operation.RESET, guest.receive().operation());
      listener.accept().close();
    }
    assertEquals(Operation.SHUTDOWN, guest.receive().operation());
  }

  @Test
  void closingAListenerResetsWhomNobodyAccepted() throws Exception {
    var listener = environment.network().listen(9000, 1);
    guest.send(packet(CID, new ConnectionKey(2, 9000, 1), Operation.REQUEST, 0, 0));
    assertEquals(Operation.RESPONSE, guest.receive().operation());
    listener.close();
    assertEquals(Operation.RESET, guest.receive().operation());
    assertThrows(ClosedChannelException.class, listener::accept);
    environment.network().listen(9000, 1).close();
  }

  @Test
  void aPortHasOneHolder() throws Exception {
    try (var _ = environment.network().listen(9000, 1)) {
      assertThrows(PortTakenException.class, () -> environment.network().listen(9000, 1));
    }
  }

  @Test
  void aResetOfAStrangerIsNotAnswered() {
    var nobody = new ConnectionKey(2, 9000, 1234);
    guest.send(packet(CID, nobody, Operation.RESET, 0, 0));
    for (var operation :
        new Operation[] {Operation.DATA, Operation.SHUTDOWN, Operation.CREDIT_UPDATE}) {
      guest.send(packet(CID, nobody, operation, 0, 0));
      assertEquals(Operation.RESET, guest.receive().operation());
    }
    assertTrue(guest.receive(50).isEmpty());
  }

  @Test
  void seqpacketSocketsAreRefused() {
    var request = new PacketHeader(CID, 2, 1, 9000, 0, 2, Operation.REQUEST, 0, 1000, 0);
    guest.send(request);
    var answer = guest.receive().header();
    assertEquals(Operation.RESET, answer.operation());
    assertEquals(2, answer.type());
  }

  @Test
  void packetsInTheNameOfAnotherAreDropped() {
    guest.send(packet(4, new ConnectionKey(2, 9000, 1), Operation.REQUEST, 0, 0));
    guest.send(packet(CID, new ConnectionKey(2, 9000, 2), Operation.REQUEST, 0, 0));
    assertEquals(2, guest.receive().header().destinationPort());
  }

  @Test
  void theHostEndsFirst() throws Exception {
    var open = openFromHost(22);
    open.connection().write(text("bye"));
    open.connection().shutdownOutput();
    assertEquals("bye", new String(guest.receive().payload(), UTF_8));
    var shutdown = guest.receive().header();
    assertEquals(Operation.SHUTDOWN, shutdown.operation());
    assertEquals(PacketHeader.NO_SEND, shutdown.flags());

    guest.send(packet(CID, open.key(), Operation.DATA, 5, 0), "still".getBytes(UTF_8));
    guest.send(packet(CID, open.key(), Operation.SHUTDOWN, 0, 3));
    assertEquals(Operation.RESET, guest.receive().operation());
    assertEquals("still", read(open.connection(), 100));
  }

  @Test
  void theGuestEndsFirst() throws Exception {
    var open = openFromHost(22);
    guest.send(packet(CID, open.key(), Operation.DATA, 3, 0), "bye".getBytes(UTF_8));
    guest.send(packet(CID, open.key(), Operation.SHUTDOWN, 0, PacketHeader.NO_SEND));
    assertEquals("bye", read(open.connection(), 100));

    open.connection().write(text("still"));
    assertEquals("still", new String(guest.receive().payload(), UTF_8));
    open.connection().close();
    var shutdown = guest.receive().header();
    assertEquals(Operation.SHUTDOWN, shutdown.operation());
    assertEquals(3, shutdown.flags());
  }

  @Test
  void theGuestReadsNoMore() throws Exception {
    var open = openFromHost(22);
    guest.send(packet(CID, open.key(), Operation.SHUTDOWN, 0, PacketHeader.NO_RECEIVE));
    await()
        .until(
            () -> {
              try {
                open.connection().write(text("x"));
                return false;
              } catch (IOException expected) {
                return true;
              }
            });
    guest.send(packet(CID, open.key(), Operation.DATA, 5, 0), "still".getBytes(UTF_8));
    assertEquals("still", read(open.connection(), 5));
  }

  @Test
  void theHostReadsNoMore() throws Exception {
    var open = openFromHost(22);
    open.connection().shutdownInput();
    guest.send(packet(CID, open.key(), Operation.DATA, 5, 0), "waste".getBytes(UTF_8));
    var shutdown = guest.receive().header();
    assertEquals(Operation.SHUTDOWN, shutdown.operation());
    assertEquals(PacketHeader.NO_RECEIVE, shutdown.flags());
    open.connection().write(text("still"));
    assertEquals("still", new String(guest.receive().payload(), UTF_8));
  }

  @Test
  void aResetOfTheGuestIsNoEnd() throws Exception {
    var open = openFromHost(22);
    guest.send(packet(CID, open.key(), Operation.DATA, 3, 0), "cut".getBytes(UTF_8));
    guest.send(packet(CID, open.key(), Operation.RESET, 0, 0));
    assertEquals("cut", read(open.connection(), 3));
    assertThrows(ResetException.class, () -> open.connection().read(ByteBuffer.allocate(1)));
  }

  @Test
  void anAbortResetsTheGuest() throws Exception {
    var open = openFromHost(22);
    open.connection().abort();
    assertEquals(Operation.RESET, guest.receive().operation());
  }

  @Test
  void creditIsAnsweredAndRespected() throws Exception {
    var open = openFromHost(22);
    guest.send(packet(CID, open.key(), Operation.CREDIT_REQUEST, 0, 0));
    var update = guest.receive().header();
    assertEquals(Operation.CREDIT_UPDATE, update.operation());
    assertEquals(256 << 10, update.bufferSize());

    guest.send(withBuffer(open.key(), Operation.CREDIT_UPDATE, 10, 0));
    open.connection().write(text("0123456789abcdef"));
    assertEquals("0123456789", new String(guest.receive().payload(), UTF_8));
    assertEquals(Operation.CREDIT_REQUEST, guest.receive().operation());
    assertTrue(guest.receive(50).isEmpty());
    guest.send(withBuffer(open.key(), Operation.CREDIT_UPDATE, 10, 10));
    assertEquals("abcdef", new String(guest.receive().payload(), UTF_8));
  }

  private static PacketHeader withBuffer(
      ConnectionKey key, Operation operation, int buffer, int forwarded) {
    return new PacketHeader(
        CID, 2, key.guestPort(), key.peerPort(), 0, 1, operation, 0, buffer, forwarded);
  }

  @Test
  void whoSendsWithoutCreditIsCutOff() throws Exception {
    var open = openFromHost(22);
    // Nobody reads: what the socket does not hold is ours to hold, up to the credit that was given.
    var chunk = new byte[RawGuest.MAX_PAYLOAD];
    var operation = Operation.CREDIT_UPDATE;
    for (var i = 0; i < 16 && operation != Operation.RESET; i++) {
      guest.send(packet(CID, open.key(), Operation.DATA, chunk.length, 0), chunk);
      operation = guest.receive(100).map(RawGuest.Packet::operation).orElse(operation);
    }
    assertEquals(Operation.RESET, operation);
  }

  @Test
  void aGuestThatDoesNotAnswerIsNotWaitedFor() throws Exception {
    var connecting = connecting(22);
    assertEquals(Operation.REQUEST, guest.receive().operation());
    var failure = assertThrows(Exception.class, connecting::get);
    assertEquals(
        ConnectFailedException.Reason.TIMED_OUT,
        ((ConnectFailedException) failure.getCause()).reason());
    assertEquals(Operation.RESET, guest.receive().operation());
  }

  @Test
  void aCloseThatIsNotConfirmedEndsInAReset() throws Exception {
    var open = openFromHost(22);
    open.connection().close();
    assertEquals(Operation.SHUTDOWN, guest.receive().operation());
    assertEquals(Operation.RESET, guest.receive().operation());
  }

  private record Opened(VsockConnection connection, ConnectionKey key) {}

  private CompletableFuture<VsockConnection> connecting(long port) {
    return Streams.start(() -> environment.network().connect(CID, port));
  }

  private Opened openFromHost(long port) throws Exception {
    var connecting = connecting(port);
    var request = guest.receive().header();
    assertEquals(Operation.REQUEST, request.operation());
    assertEquals(port, request.destinationPort());
    var key = keyOf(request);
    guest.send(packet(CID, key, Operation.RESPONSE, 0, 0));
    return new Opened(connecting.get(), key);
  }

  private static ConnectionKey keyOf(PacketHeader received) {
    return new ConnectionKey(
        received.sourceCid(), received.sourcePort(), received.destinationPort());
  }

  private static ByteBuffer text(String text) {
    return ByteBuffer.wrap(text.getBytes(UTF_8));
  }

  private static String read(VsockConnection connection, int count) throws Exception {
    var buffer = ByteBuffer.allocate(count);
    while (buffer.hasRemaining() && connection.read(buffer) >= 0) {}
    return UTF_8.decode(buffer.flip()).toString();
  }
}
