package dev.guestoperator.vsock.environment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.guestoperator.vsock.device.ConnectFailedException;
import dev.guestoperator.vsock.device.DeviceStatus;
import dev.guestoperator.vsock.environment.Streams.Pace;
import dev.guestoperator.vsock.environment.Streams.Sum;
import dev.guestoperator.vsock.qemu.QemuGuest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two real guests, whose Linux has its own mind about vsock. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LinuxGuestIT {
  private static final int ECHO = 7;
  private static final int RELAY = 8;
  private static final int ECHO_PIECES = 9;

  @TempDir static Path directory;
  private static TestEnvironment environment;
  private static QemuGuest first;
  private static QemuGuest second;

  @BeforeAll
  static void boot() throws Exception {
    environment = new TestEnvironment(directory);
    environment.attach(3);
    environment.attach(4);
    first = QemuGuest.start(directory.resolve("first"), environment.frontEnd(3));
    second = QemuGuest.start(directory.resolve("second"), environment.frontEnd(4));
  }

  @AfterAll
  static void close() {
    for (var guest : new QemuGuest[] {first, second}) {
      if (guest != null) {
        guest.close();
      }
    }
    environment.close();
  }

  @ParameterizedTest(name = "{0} bytes in writes of {1} to port {2}, a {3} reader")
  @CsvSource({
    "1, 1, 7, FAST",
    "1000, 1, 7, FAST",
    "33000, 33000, 9, FAST",
    "65537, 64, 7, SLOW",
    "1000003, 1024, 9, FAST",
    "1000003, 65536, 9, SLOW",
    "5000011, 4096, 7, FAST",
    "20000003, 1048576, 9, FAST"
  })
  void everythingComesBack(int size, int chunk, int port, Pace pace) throws Exception {
    try (var connection = environment.network().connect(3, port)) {
      checkEcho(connection, size, chunk, pace);
    }
  }

  private static void checkEcho(VsockConnection connection, int size, int chunk, Pace pace)
      throws Exception {
    var bytes = Streams.bytes(size, size);
    var writing = Streams.start(() -> Streams.write(connection, bytes, chunk));
    assertEquals(Sum.of(bytes), Streams.read(connection, pace));
    writing.get();
  }

  @Test
  void nobodyListens() {
    var failure =
        assertThrows(ConnectFailedException.class, () -> environment.network().connect(3, 12345));
    assertEquals(ConnectFailedException.Reason.REFUSED, failure.reason());
  }

  @Test
  void guestsTalkToEachOther() throws Exception {
    try (var connection = environment.network().connect(3, RELAY)) {
      connection.write(address(4, ECHO_PIECES));
      checkEcho(connection, 3_000_001, 65536, Pace.FAST);
    }
  }

  @Test
  void aGuestTalksToAListenerOfTheHost() throws Exception {
    try (var listener = environment.network().listen(9000, 1);
        var connection = environment.network().connect(3, RELAY)) {
      connection.write(address(2, 9000));
      try (var accepted = listener.accept()) {
        assertEquals(3, accepted.peer().cid());
        var there = Streams.bytes(1, 2_000_000);
        var back = Streams.bytes(2, 2_000_000);
        var writing = Streams.start(() -> Streams.write(connection, there, 50_000));
        var answering = Streams.start(() -> Streams.write(accepted, back, 50_000));
        var reading = Streams.start(() -> Streams.read(connection, Pace.FAST));
        assertEquals(Sum.of(there), Streams.read(accepted, Pace.FAST));
        assertEquals(Sum.of(back), reading.get());
        writing.get();
        answering.get();
      }
    }
  }

  /** If a close were not confirmed, each of these would take eight seconds. */
  @Test
  void connectionsComeAndGo() throws Exception {
    for (var i = 0; i < 300; i++) {
      try (var connection = environment.network().connect(3, ECHO)) {
        checkEcho(connection, 10, 10, Pace.FAST);
      }
    }
  }

  @Test
  @Order(Integer.MAX_VALUE)
  void aResetOfTheMachine() throws Exception {
    var connection = environment.network().connect(3, ECHO);
    first.reset();
    assertThrows(ResetException.class, () -> connection.read(ByteBuffer.allocate(1)));
    first.awaitBoots(2);
    environment.awaitStatus(new DeviceStatus.Ready());
    try (var again = environment.network().connect(3, ECHO)) {
      checkEcho(again, 1000, 1000, Pace.FAST);
    }
  }

  private static ByteBuffer address(int cid, int port) {
    return ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putInt(cid).putInt(port).flip();
  }
}
