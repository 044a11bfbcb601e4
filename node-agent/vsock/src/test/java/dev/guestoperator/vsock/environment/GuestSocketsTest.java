package dev.guestoperator.vsock.environment;

import static dev.guestoperator.vsock.environment.TestEnvironment.packet;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.guestoperator.vsock.device.ConnectFailedException;
import dev.guestoperator.vsock.guest.RawGuest;
import dev.guestoperator.vsock.socket.ConnectionKey;
import dev.guestoperator.vsock.socket.Operation;
import dev.guestoperator.vsock.socket.PacketHeader;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
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

  private record Opened(VsockConnection connection, ConnectionKey key) {}

  private CompletableFuture<VsockConnection> connecting(long port) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return environment.network().connect(CID, port);
          } catch (Exception e) {
            throw new CompletionException(e);
          }
        },
        Thread::startVirtualThread);
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
