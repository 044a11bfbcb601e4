package dev.guestoperator.vsock.environment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.guestoperator.vsock.environment.Streams.Pace;
import dev.guestoperator.vsock.environment.Streams.Sum;
import dev.guestoperator.vsock.guest.GuestSocket;
import dev.guestoperator.vsock.guest.SocketGuest;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every byte arrives, in its order, whatever the sizes and the paces. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class TransferTest {
  private static final int PORT = 7;

  @TempDir Path directory;
  private TestEnvironment environment;
  private SocketGuest guest;
  private VsockConnection host;
  private GuestSocket inGuest;

  @BeforeEach
  void connect() throws Exception {
    environment = new TestEnvironment(directory);
    guest = new SocketGuest(environment.guest(3));
    guest.listen(PORT);
    host = environment.network().connect(3, PORT);
    inGuest = guest.accept();
  }

  @AfterEach
  void close() throws Exception {
    host.close();
    environment.network().close();
    guest.close();
  }

  @ParameterizedTest(name = "{0} bytes in writes of {1}, {2} readers")
  @CsvSource({
    "1, 1, FAST",
    "1000, 1, SLOW",
    "4096, 64, FAST",
    "100000, 1024, FAST",
    "33000, 33000, FAST",
    "65536, 65536, SLOW",
    "1000003, 4096, FAST",
    "1000003, 32768, SLOW",
    "5000011, 65536, FAST",
    "8000009, 1048576, FAST",
    "2000003, 2000003, SLOW"
  })
  void bothWaysAtOnce(int size, int chunk, Pace pace) throws Exception {
    var down = Streams.bytes(size, size);
    var up = Streams.bytes(~size, size);

    var hostWrites = Streams.start(() -> Streams.write(host, down, chunk));
    var guestWrites = Streams.start(() -> Streams.write(inGuest, up, chunk));
    var guestReads = Streams.start(() -> Streams.read(inGuest, pace));
    var hostReads = Streams.start(() -> Streams.read(host, pace));

    assertEquals(Sum.of(down), guestReads.get());
    assertEquals(Sum.of(up), hostReads.get());
    hostWrites.get();
    guestWrites.get();
  }
}
