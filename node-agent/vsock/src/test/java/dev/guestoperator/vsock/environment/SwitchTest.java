package dev.guestoperator.vsock.environment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.guestoperator.vsock.device.ConnectFailedException;
import dev.guestoperator.vsock.environment.Streams.Pace;
import dev.guestoperator.vsock.environment.Streams.Sum;
import dev.guestoperator.vsock.guest.SocketGuest;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several guests, in one environment and in two. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class SwitchTest {
  private static final int PORT = 7;

  @TempDir Path directory;
  private TestEnvironment environment;
  private TestEnvironment other;
  private SocketGuest first;
  private SocketGuest second;
  private SocketGuest stranger;

  @BeforeEach
  void boot() throws Exception {
    environment = new TestEnvironment(Files.createDirectory(directory.resolve("one")));
    other = new TestEnvironment(Files.createDirectory(directory.resolve("two")));
    first = new SocketGuest(environment.guest(3));
    second = new SocketGuest(environment.guest(4));
    stranger = new SocketGuest(other.guest(3));
  }

  @AfterEach
  void close() {
    environment.network().close();
    other.network().close();
    first.close();
    second.close();
    stranger.close();
  }

  @Test
  void guestsOfAnEnvironmentTalk() throws Exception {
    second.listen(PORT);
    var caller = first.connect(4, PORT);
    var called = second.accept();
    assertEquals(3, called.key().peerCid());
    assertEquals(caller.key().guestPort(), called.key().peerPort());

    var there = Streams.bytes(1, 3 << 20);
    var back = Streams.bytes(2, 3 << 20);
    var writing = Streams.start(() -> Streams.write(caller, there, 40_000));
    var answering = Streams.start(() -> Streams.write(called, back, 40_000));
    var reading = Streams.start(() -> Streams.read(caller, Pace.FAST));
    assertEquals(Sum.of(there), Streams.read(called, Pace.FAST));
    assertEquals(Sum.of(back), reading.get());
    writing.get();
    answering.get();
    caller.close();
  }

  @Test
  void aGuestRefusesAnother() {
    assertThrows(IOException.class, () -> first.connect(4, PORT));
  }

  @Test
  void nobodyHasThisCid() {
    assertThrows(IOException.class, () -> first.connect(5, PORT));
    assertThrows(ConnectFailedException.class, () -> environment.network().connect(5, PORT));
  }

  @Test
  void nothingCrosses() throws Exception {
    second.listen(PORT);
    assertThrows(IOException.class, () -> stranger.connect(4, PORT));
    try (var _ = environment.network().listen(PORT, 1)) {
      assertThrows(IOException.class, () -> stranger.connect(2, PORT));
    }
  }

  @Test
  void theSameCidIsTwoGuests() throws Exception {
    first.listen(PORT);
    stranger.listen(PORT);
    try (var one = environment.network().connect(3, PORT);
        var two = other.network().connect(3, PORT)) {
      one.write(ByteBuffer.wrap(new byte[] {1}));
      two.write(ByteBuffer.wrap(new byte[] {2}));
      var bytes = new byte[1];
      first.accept().read(bytes);
      assertEquals(1, bytes[0]);
      stranger.accept().read(bytes);
      assertEquals(2, bytes[0]);
    }
  }

  @Test
  void aResetReachesTheOtherGuest() throws Exception {
    second.listen(PORT);
    first.connect(4, PORT);
    var called = second.accept();
    environment.network().detach(3);
    called.awaitReset();
  }

  @Test
  void aCidIsGivenOnce() {
    assertThrows(IllegalArgumentException.class, () -> environment.attach(3));
    assertThrows(IllegalArgumentException.class, () -> environment.attach(2));
  }

  @Test
  void aProcessOfTheNodeServesAllGuests() throws Exception {
    var path = directory.resolve("service");
    try (var service = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      service.bind(UnixDomainSocketAddress.of(path));
      var published = environment.network().publish(PORT, path);
      for (var guest : new SocketGuest[] {first, second}) {
        var socket = guest.connect(2, PORT);
        try (var accepted = service.accept()) {
          accepted.write(ByteBuffer.wrap(new byte[] {9}));
          assertEquals(1, socket.read(new byte[1]));
        }
        socket.close();
      }
      published.close();
      assertThrows(IOException.class, () -> first.connect(2, PORT));
    }
  }
}
