package dev.guestoperator.vsock.environment;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestoperator.vsock.device.ConnectFailedException;
import dev.guestoperator.vsock.environment.Streams.Pace;
import dev.guestoperator.vsock.environment.Streams.Sum;
import dev.guestoperator.vsock.guest.SocketGuest;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 3, unit = TimeUnit.MINUTES)
class ManyConnectionsTest {
  private static final int PORT = 7;

  @TempDir Path directory;
  private TestEnvironment environment;
  private SocketGuest guest;

  @BeforeEach
  void boot() throws Exception {
    environment = new TestEnvironment(directory);
    guest = new SocketGuest(environment.guest(3));
    guest.listen(PORT);
  }

  @AfterEach
  void close() {
    environment.network().close();
    guest.close();
  }

  @Test
  void aThousandAtOnce() throws Exception {
    var threads = Thread.activeCount();
    var hosts = new ArrayList<VsockConnection>();
    var sums = new ArrayList<CompletableFuture<Sum>>();
    for (var i = 0; i < 1000; i++) {
      hosts.add(environment.network().connect(3, PORT));
      var socket = guest.accept();
      sums.add(Streams.start(() -> Streams.read(socket, Pace.FAST)));
    }
    assertEquals(threads, Thread.activeCount());
    for (var i = 0; i < hosts.size(); i++) {
      Streams.write(hosts.get(i), Streams.bytes(i, 5000), 5000);
    }
    for (var i = 0; i < hosts.size(); i++) {
      assertEquals(Sum.of(Streams.bytes(i, 5000)), sums.get(i).get());
      hosts.get(i).close();
    }
    await().until(() -> guest.openSockets() == 0);
  }

  @Test
  void tenThousandInARow() throws Exception {
    oneAfterTheOther(100);
    var before = openDescriptors();
    oneAfterTheOther(10_000);
    await().until(() -> openDescriptors() <= before);
  }

  private void oneAfterTheOther(int count) throws Exception {
    var buffer = ByteBuffer.allocate(1);
    for (var i = 0; i < count; i++) {
      try (var host = environment.network().connect(3, PORT)) {
        host.write(buffer.clear());
        guest.accept().close();
        assertEquals(-1, host.read(buffer.clear()));
      }
    }
  }

  @Test
  void thereIsALimit() throws Exception {
    var hosts = new ArrayList<VsockConnection>();
    for (var i = 0; i < 2048; i++) {
      hosts.add(environment.network().connect(3, PORT));
    }
    var failure =
        assertThrows(ConnectFailedException.class, () -> environment.network().connect(3, PORT));
    assertEquals(ConnectFailedException.Reason.TOO_MANY, failure.reason());
    try (var _ = environment.network().listen(9, 1)) {
      assertThrows(IOException.class, () -> guest.connect(2, 9));
    }
    hosts.removeLast().close();
    await()
        .ignoreExceptionsInstanceOf(ConnectFailedException.class)
        .until(() -> hosts.add(environment.network().connect(3, PORT)));
    for (var host : hosts) {
      host.close();
    }
  }

  @Test
  void whoDoesNotReadHoldsNobodyUp() throws Exception {
    var stalledHost = environment.network().connect(3, PORT);
    var stalledGuest = guest.accept();
    var flood = Streams.bytes(1, 4 << 20);
    var toGuest = Streams.start(() -> Streams.write(stalledHost, flood, 65536));
    var toHost = Streams.start(() -> Streams.write(stalledGuest, flood, 65536));

    try (var host = environment.network().connect(3, PORT)) {
      var socket = guest.accept();
      var bytes = Streams.bytes(2, 8 << 20);
      var down = Streams.start(() -> Streams.read(socket, Pace.FAST));
      var up = Streams.start(() -> Streams.read(host, Pace.FAST));
      var writing = Streams.start(() -> Streams.write(socket, bytes, 65536));
      Streams.write(host, bytes, 65536);
      assertEquals(Sum.of(bytes), down.get());
      assertEquals(Sum.of(bytes), up.get());
      writing.get();
    }
    assertTrue(!toGuest.isDone() && !toHost.isDone());

    // It was never lost: now somebody reads.
    assertEquals(Sum.of(flood), Streams.read(stalledGuest, Pace.FAST));
    assertEquals(Sum.of(flood), Streams.read(stalledHost, Pace.FAST));
    stalledHost.close();
  }

  private static int openDescriptors() {
    return new File("/proc/self/fd").list().length;
  }
}
