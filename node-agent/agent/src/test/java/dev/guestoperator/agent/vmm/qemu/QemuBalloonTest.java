package dev.guestoperator.agent.vmm.qemu;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.guestoperator.agent.BalloonGuests;
import dev.guestoperator.agent.DesiredGuests;
import dev.guestoperator.agent.api.Accelerator;
import dev.guestoperator.agent.api.BalloonReport;
import dev.guestoperator.agent.api.BalloonReport.State;
import dev.guestoperator.agent.api.BalloonStats;
import dev.guestoperator.agent.api.DesiredGuest;
import dev.guestoperator.agent.balloon.BalloonController;
import dev.guestoperator.agent.balloon.Balloons;
import dev.guestoperator.agent.vmm.RecordingObserver;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Balloons that are led on a QEMU with faults. */
class QemuBalloonTest {
  private static final long MINIMUM = 64L << 20;
  private static final BalloonStats TOLD =
      new BalloonStats(null, null, null, null, 1000L, null, null, null, null, null);

  private final RecordingObserver observer = new RecordingObserver();
  private final Balloons balloons = new Balloons(new SimpleMeterRegistry());
  private final List<BalloonReport> told = new CopyOnWriteArrayList<>();
  private Process process;
  private QemuMachine machine;
  private FakeBalloon device;
  private FakeQmp qemu;

  @TempDir Path directory;

  @BeforeEach
  void start() throws IOException {
    var uid = UUID.randomUUID().toString();
    process = new ProcessBuilder("sh", "-c", "exec sleep 600", "qemu", "-uuid", uid).start();
    machine =
        new QemuMachine(
                QemuProcess.started(process, uid),
                new QemuSockets(
                    QemuListener.bind(
                        directory,
                        QmpConnection.SOCKET,
                        (int) Files.getAttribute(directory, "unix:uid")),
                    Optional.empty(),
                    Optional.empty()),
                Accelerator.TCG,
                true,
                false,
                observer,
                () -> "its last words")
            .follow(Optional.empty());
  }

  @AfterEach
  void end() throws Exception {
    balloons.close();
    qemu.close();
    process.destroyForcibly().waitFor();
    observer.awaitExit();
  }

  @ParameterizedTest
  @EnumSource(
      value = FakeBalloon.Fault.class,
      names = {"HANGS_UP_HALF_WAY"},
      mode = EnumSource.Mode.EXCLUDE)
  void convergesInSpiteOf(FakeBalloon.Fault fault) throws Exception {
    dial(fault);

    var controller = lead(32768);

    awaitConverged(controller, 32768);
    assertEquals(10, device.period());
  }

  @Test
  void convergesOverTheNextConnection() throws Exception {
    dial(FakeBalloon.Fault.HANGS_UP_HALF_WAY);
    var controller = lead(32768);
    qemu.awaitHangUp();

    qemu = dial();

    awaitConverged(controller, 32768);
  }

  @ParameterizedTest
  @EnumSource(
      value = FakeBalloon.Fault.class,
      names = {"TELLS_JUNK", "TELLS_NOTHING"})
  void withoutStatisticsThereAreNone(FakeBalloon.Fault fault) throws Exception {
    dial(fault);
    var controller = lead(32768);

    awaitConverged(controller, 32768);

    assertNull(controller.now().orElseThrow().stats());
    assertNull(controller.now().orElseThrow().statsAt());
  }

  @Test
  void tellsOfTheWay() throws Exception {
    dial(FakeBalloon.Fault.NONE);

    var controller = lead(32768);

    awaitConverged(controller, 32768);
    assertEquals(
        List.of(State.MOVING, State.CONVERGED), told.stream().map(BalloonReport::state).toList());
    assertEquals(TOLD, controller.now().orElseThrow().stats());
  }

  @Test
  void leavesTheGuestItsMinimum() throws Exception {
    dial(FakeBalloon.Fault.NONE);

    var controller = lead(65535);

    awaitConverged(controller, 49152);
  }

  @Test
  void followsWhatIsDesired() throws Exception {
    dial(FakeBalloon.Fault.NONE);
    var controller = lead(32768);
    awaitConverged(controller, 32768);

    controller.desire(new DesiredGuest.Balloon(1000, 0, true, true));

    awaitConverged(controller, 1000);
    assertEquals(0, device.period());
    assertNull(controller.now().orElseThrow().stats());
  }

  @Test
  void tellsOfAChangeThatQemuTellsOf() throws Exception {
    dial(FakeBalloon.Fault.NONE);
    var changes = new AtomicInteger();
    machine.balloon().orElseThrow().onChange(changes::incrementAndGet);
    observer.awaitTold("running");

    qemu.send("{\"event\": \"BALLOON_CHANGE\", \"data\": {\"actual\": 268435456}}");

    await().atMost(Duration.ofSeconds(60)).until(() -> changes.get() == 1);
  }

  @Test
  void saysNothingAfterItsEnd() throws Exception {
    dial(FakeBalloon.Fault.NONE);
    var controller = lead(0);
    awaitConverged(controller, 0);
    controller.close();
    var before = List.copyOf(told);

    controller.desire(new DesiredGuest.Balloon(1000, 1, true, true));
    controller.now();

    assertEquals(before, told);
    assertEquals(0, device.pages());
  }

  private void dial(FakeBalloon.Fault fault) throws IOException {
    device = new FakeBalloon(fault);
    qemu = dial();
  }

  private FakeQmp dial() throws IOException {
    return FakeQmp.dial(directory.resolve(QmpConnection.SOCKET), FakeQmp.Fault.NONE, device);
  }

  private BalloonController lead(long pages) {
    observer.awaitTold("running");
    var guest = BalloonGuests.with(DesiredGuests.on("busybox"), pages, 10);
    return balloons.lead(machine.balloon().orElseThrow(), MINIMUM, guest, told::add);
  }

  private void awaitConverged(BalloonController controller, long pages) {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                controller
                    .now()
                    .filter(report -> report.state() == State.CONVERGED)
                    .filter(report -> report.targetPages() == pages)
                    .isPresent());
    assertEquals(pages, device.pages());
  }
}
