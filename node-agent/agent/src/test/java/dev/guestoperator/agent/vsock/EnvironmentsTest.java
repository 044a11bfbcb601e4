package dev.guestoperator.agent.vsock;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestoperator.agent.api.DesiredGuest.Listener;
import dev.guestoperator.agent.api.DesiredGuest.Listeners;
import dev.guestoperator.agent.api.VsockReport;
import dev.guestoperator.agent.api.VsockReport.State;
import dev.guestoperator.vsock.device.ConnectFailedException;
import dev.guestoperator.vsock.environment.PortTakenException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvironmentsTest {
  private static final GuestAddress GUEST = new GuestAddress(5, 3);
  private static final int PORT = 7000;

  @TempDir Path directory;

  private final List<VsockReport> told = new CopyOnWriteArrayList<>();
  private Environments environments;
  private Path frontEnd;
  private int user;

  @BeforeEach
  void open() throws IOException {
    environments = new Environments(directory.resolve("environments"));
    frontEnd = directory.resolve("front-end");
    user = (int) Files.getAttribute(directory, "unix:uid");
  }

  @Test
  void aDeviceThatIsLostIsToldWithItsReason() throws Exception {
    try (var plug = plug()) {
      assertFalse(plug.isLost());
      try (var qemu = SocketChannel.open(UnixDomainSocketAddress.of(frontEnd))) {
        qemu.write(ByteBuffer.allocate(64));
        await().until(plug::isLost);
      }
      await().until(() -> told.getLast().state() == State.LOST);
      assertFalse(told.getLast().message().isEmpty());
    }
  }

  @Test
  void thePlaceOfADeviceThatIsGoneIsFree() throws Exception {
    var first = plug();
    var tools = directory.resolve("environments/5/guests/3");
    assertTrue(Files.exists(tools));
    first.close();
    assertFalse(Files.exists(tools));

    try (var _ = plug()) {
      // Whoever was late with the first must not take the second.
      first.close();
      assertTrue(Files.exists(tools));
    }
    assertEquals(List.of(), told);
  }

  @Test
  void nobodyElseReachesTheSockets() throws Exception {
    try (var _ = plug()) {
      for (var path : List.of("guests", "listeners")) {
        var mode = Files.getPosixFilePermissions(directory.resolve("environments/5").resolve(path));
        assertEquals("rwx------", PosixFilePermissions.toString(mode));
      }
    }
  }

  @Test
  void nothingStaysOfAnEnvironmentButWhatOthersHavePutThere() throws Exception {
    var listeners = directory.resolve("environments/5/listeners");
    plug().close();
    assertFalse(Files.exists(listeners.getParent()));

    try (var _ = plug()) {
      Files.createFile(listeners.resolve("logs"));
    }
    assertTrue(Files.exists(listeners.resolve("logs")));
    assertFalse(Files.exists(listeners.resolveSibling("guests")));
  }

  @Test
  void aGuestWithoutADriverOrDeviceIsNotReached() throws Exception {
    var gone = assertThrows(ConnectFailedException.class, () -> environments.connect(GUEST, 9001));
    assertEquals(ConnectFailedException.Reason.NO_SUCH_GUEST, gone.reason());

    try (var _ = plug()) {
      var notUp =
          assertThrows(ConnectFailedException.class, () -> environments.connect(GUEST, 9001));
      assertEquals(ConnectFailedException.Reason.NOT_READY, notUp.reason());
    }
  }

  @Test
  void aPortOfTheHostIsHeldOnceInAnEnvironment() throws Exception {
    try (var _ = environments.listen(5, PORT);
        var _ = environments.listen(6, PORT)) {
      assertThrows(PortTakenException.class, () -> environments.listen(5, PORT));
    }
    environments.listen(5, PORT).close();
  }

  @Test
  void whoWaitsForAGuestIsToldThatThePortIsClosed() throws Exception {
    var port = environments.listen(5, PORT);
    var accepting =
        CompletableFuture.runAsync(
            () -> assertThrows(ClosedChannelException.class, port::acceptOne));
    port.close();
    accepting.join();
  }

  @Test
  void theNewestListenersCountWhateverTheOrder() throws Exception {
    try (var _ = plug()) {
      environments.publish(5, listeners(2, new Listener(PORT, "new")));
      environments.publish(5, listeners(1, new Listener(PORT + 1, "old")));
      assertTrue(isTaken(PORT));
      assertFalse(isTaken(PORT + 1));

      environments.publish(5, listeners(3));
      assertFalse(isTaken(PORT));
    }
  }

  @Test
  void aListenerGetsItsPortWhenASessionGivesItBack() throws Exception {
    try (var _ = plug()) {
      var session = environments.listen(5, PORT);
      environments.publish(5, listeners(1, new Listener(PORT, "logs")));

      session.close();

      assertTrue(isTaken(PORT));
    }
  }

  private boolean isTaken(int port) throws IOException {
    try {
      environments.listen(5, port).close();
      return false;
    } catch (PortTakenException taken) {
      return true;
    }
  }

  private static Listeners listeners(long generation, Listener... listeners) {
    return new Listeners(generation, List.of(listeners));
  }

  private Plug plug() throws IOException {
    return environments.plug(GUEST, frontEnd, user, told::add);
  }
}
