package dev.guestoperator.vsock.environment;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestoperator.vsock.device.ConnectFailedException;
import dev.guestoperator.vsock.device.DeviceSockets;
import dev.guestoperator.vsock.device.DeviceStatus;
import dev.guestoperator.vsock.guest.RawGuest;
import dev.guestoperator.vsock.guest.SocketGuest;
import dev.guestoperator.vsock.guest.VhostUserClient;
import dev.guestoperator.vsock.socket.ConnectionKey;
import dev.guestoperator.vsock.socket.Operation;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Boots, reboots, re-plugs and ends. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class LifeCycleTest {
  private static final int PORT = 7;
  private static final DeviceStatus READY = new DeviceStatus.Ready();

  @TempDir Path directory;
  private TestEnvironment environment;

  @BeforeEach
  void open() {
    environment = new TestEnvironment(directory);
  }

  @AfterEach
  void close() {
    environment.close();
  }

  @Test
  void aGuestIsNotReadyBeforeItsDriverIs() throws Exception {
    environment.attach(3);
    assertNotReady();
    try (var guest = RawGuest.plugged(environment.frontEnd(3))) {
      environment.awaitStatus(new DeviceStatus.Plugged());
      assertNotReady();
      guest.up();
      environment.awaitStatus(new DeviceStatus.Ready());
    }
    environment.awaitStatus(new DeviceStatus.Unplugged());
    assertNotReady();
  }

  private void assertNotReady() {
    var failure =
        assertThrows(ConnectFailedException.class, () -> environment.network().connect(3, PORT));
    assertEquals(ConnectFailedException.Reason.NOT_READY, failure.reason());
  }

  @Test
  void aRebootCutsConnectionsOffAndComesBack() throws Exception {
    var raw = environment.guest(3);
    var connection = connect(raw);
    raw.down();
    var reset = assertThrows(ResetException.class, () -> connection.read(ByteBuffer.allocate(1)));
    assertTrue(reset.getMessage().contains("driver has stopped"), reset.getMessage());
    environment.awaitStatus(new DeviceStatus.Plugged());

    raw.up();
    environment.awaitStatus(new DeviceStatus.Ready());
    connect(raw).close();
  }

  @Test
  void memoryMayBeAddedWhileItRuns() throws Exception {
    var raw = environment.guest(3);
    var connection = connect(raw);
    raw.client().setMemory(raw.memory().region());
    connection.write(ByteBuffer.wrap(new byte[] {5}));
    assertEquals(5, raw.receive().payload()[0]);
  }

  @Test
  void aDeviceIsPluggedAnew() throws Exception {
    var first = new SocketGuest(environment.guest(3));
    first.listen(PORT);
    var connection = environment.network().connect(3, PORT);
    first.close();
    assertThrows(ResetException.class, () -> connection.read(ByteBuffer.allocate(1)));
    environment.awaitStatus(new DeviceStatus.Unplugged());

    var second = new SocketGuest(RawGuest.start(environment.frontEnd(3)));
    second.listen(PORT);
    environment.awaitStatus(new DeviceStatus.Ready());
    environment.network().connect(3, PORT).close();
    environment.network().close();
    second.close();
  }

  @Test
  void aSecondFrontEndWaitsForItsTurn() throws Exception {
    environment.attach(3);
    try (var first = RawGuest.plugged(environment.frontEnd(3));
        var second = new VhostUserClient(environment.frontEnd(3))) {
      second.send(1, _ -> {});
      assertEquals(3, first.cid());
      first.client().close();
      assertEquals(0x1_7000_0000L, second.reply(1).getLong());
    }
  }

  @Test
  void onlyQemusUserIsServed() throws Exception {
    var path = environment.frontEnd(3);
    environment.network().attach(3, new DeviceSockets(path, 12345, Optional.empty()), _ -> {});
    assertEquals(12345, Files.getAttribute(path, "unix:uid"));
    try (var client = new VhostUserClient(path)) {
      assertTrue(client.isHungUp());
    }
  }

  @Test
  void aDetachedGuestIsGone() throws Exception {
    var raw = environment.guest(3);
    var connection = connect(raw);
    environment.network().detach(3);
    assertThrows(ResetException.class, () -> connection.read(ByteBuffer.allocate(1)));
    assertTrue(raw.client().isHungUp());
    var failure =
        assertThrows(ConnectFailedException.class, () -> environment.network().connect(3, PORT));
    assertEquals(ConnectFailedException.Reason.NO_SUCH_GUEST, failure.reason());
  }

  @Test
  void nothingIsLeftBehind() throws Exception {
    var user = (int) Files.getAttribute(directory, "unix:uid");
    environment.attach(4); // What is made once per process is made.
    connect(environment.boot(4)).close();
    environment.network().detach(4);
    var threads = ManagementFactory.getThreadMXBean().getThreadCount();
    for (var i = 0; i < 20; i++) {
      var sockets =
          new DeviceSockets(environment.frontEnd(3), user, Optional.of(environment.tools(3)));
      environment.network().attach(3, sockets, _ -> {});
      try (var raw = RawGuest.start(environment.frontEnd(3))) {
        connect(raw).close();
        environment.network().detach(3);
      }
    }
    assertTrue(ManagementFactory.getThreadMXBean().getThreadCount() <= threads + 1);
    var names = List.of(new java.io.File("/proc/self/fd").list());
    assertTrue(names.size() < 200, names.size() + " descriptors are open");
  }

  @Test
  void aHundredIdleGuestsSleep() throws Exception {
    for (var cid = 3; cid < 103; cid++) {
      environment.guest(cid);
    }
    await().until(() -> environment.statuses().stream().filter(READY::equals).count() == 100);
    // Whoever polls uses more CPU with every look; these stop at some figure.
    await().during(1, TimeUnit.SECONDS).until(new SameAsBefore());
  }

  /** Whether the devices used no CPU since it was asked last. */
  private static final class SameAsBefore implements Callable<Boolean> {
    private long before;

    @Override
    public Boolean call() {
      var now = deviceCpu();
      var same = now == before;
      before = now;
      return same;
    }
  }

  private static long deviceCpu() {
    var threads = ManagementFactory.getThreadMXBean();
    var sum = 0L;
    for (var info : threads.getThreadInfo(threads.getAllThreadIds())) {
      if (info != null && info.getThreadName().startsWith("vsock-")) {
        sum += threads.getThreadCpuTime(info.getThreadId());
      }
    }
    return sum;
  }

  private VsockConnection connect(RawGuest raw) throws Exception {
    var connecting = Streams.start(() -> environment.network().connect(raw.cid(), PORT));
    var request = raw.receive().header();
    assertEquals(Operation.REQUEST, request.operation());
    var key = new ConnectionKey(2, request.sourcePort(), request.destinationPort());
    raw.send(TestEnvironment.packet(raw.cid(), key, Operation.RESPONSE, 0, 0));
    return connecting.get();
  }
}
