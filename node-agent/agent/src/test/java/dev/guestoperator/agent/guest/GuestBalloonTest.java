package dev.guestoperator.agent.guest;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestoperator.agent.BalloonGuests;
import dev.guestoperator.agent.DesiredGuests;
import dev.guestoperator.agent.api.BalloonReport;
import dev.guestoperator.agent.api.BalloonReport.State;
import dev.guestoperator.agent.api.GuestState;
import dev.guestoperator.agent.vmm.simulated.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Guests of 256 MiB whose package needs 1 MiB. */
class GuestBalloonTest {
  @TempDir Path directory;
  private final DesiredGuests guest = DesiredGuests.on("simulated").mib(256);
  private final String uid = guest.uid();
  private TestNode node;

  @BeforeEach
  void start() throws IOException {
    node = new TestNode(directory);
    node.startAgent();
  }

  @AfterEach
  void stop() throws Exception {
    node.stopAgent();
  }

  @Test
  void aRunningGuestGetsThere() throws Exception {
    want(32768);

    awaitConverged(32768);
  }

  @Test
  void aTargetIsFollowedWithoutARestart() throws Exception {
    want(0);
    awaitConverged(0);
    var machine = machine();

    assertFalse(want(20000));

    awaitConverged(20000);
    assertEquals(machine, machine());
  }

  @Test
  void aGuestKeepsWhatItsPackageNeeds() throws Exception {
    want(65535);

    awaitConverged(65536 - 256);
  }

  @Test
  void aGuestThatRebootsGetsThereAgain() throws Exception {
    want(32768);
    awaitConverged(32768);

    node.vmm.machine(uid).orElseThrow().reboot();

    awaitActual(32768);
  }

  @Test
  void aGuestThatIsStartedAgainGetsThereAgain() throws Exception {
    want(32768);
    awaitConverged(32768);
    var first = machine();

    node.vmm.machine(uid).orElseThrow().crash();

    await().atMost(Duration.ofSeconds(60)).until(() -> node.report(uid).balloon() == null);
    awaitConverged(32768);
    assertNotEquals(first, machine());
  }

  @Test
  void theNextAgentGoesOn() throws Exception {
    want(32768);
    awaitConverged(32768);
    node.stopAgent();
    node.vmm.machine(uid).orElseThrow().reboot();
    node.startAgent();

    awaitConverged(32768);
  }

  @Test
  void aMachineOfWhichLittleIsOnRecordKeepsMuch() throws Exception {
    want(0);
    awaitConverged(0);
    node.stopAgent();
    var state = node.guest(uid).resolve("state.json");
    var before = Files.readString(state);
    Files.writeString(state, before.replace(",\"minimumMemoryBytes\":1048576", ""));
    assertNotEquals(before, Files.readString(state));
    node.startAgent();

    want(65535);

    awaitConverged(32768);
  }

  @Test
  void aGuestThatDoesNothingIsStuckUntilItDoes() throws Exception {
    node.vmm.setFaults(Fault.BALLOON_STUCK);
    want(32768);
    awaitState(State.STUCK);
    assertEquals(0, node.report(uid).balloon().actualPages());

    node.vmm.setFaults();

    awaitConverged(32768);
  }

  @Test
  void whatTheGuestTellsIsReportedAndMeasured() throws Exception {
    want(0, 1);

    awaitStats(true);
    var first = now();
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> now().stats().minorFaults() > first.stats().minorFaults());
    assertTrue(meters() > 2);

    want(0, 0);

    awaitStats(false);
    assertEquals(2, meters());
  }

  @Test
  void aGuestThatTellsNothingIsNotMadeToSayZero() throws Exception {
    node.vmm.setFaults(Fault.NO_STATISTICS);
    want(1000, 1);

    awaitConverged(1000);

    assertNull(now().stats());
    assertNull(now().statsAt());
  }

  @Test
  void aGuestThatIsOffHasNoBalloon() throws Exception {
    want(1000);
    awaitConverged(1000);
    node.guests.put(guest.off(0).get());
    node.awaitState(uid, GuestState.STOPPED);

    assertNull(node.report(uid).balloon());
    assertEquals(0, meters());
    var refused = assertThrows(RefusedException.class, this::now);
    assertEquals(RefusedException.Kind.NO_BALLOON, refused.kind());
  }

  @Test
  void aGuestWithoutTheDeviceHasNoBalloon() throws Exception {
    node.guests.put(guest.get());
    node.awaitState(uid, GuestState.RUNNING);

    assertNull(node.report(uid).balloon());
    var refused = assertThrows(RefusedException.class, this::now);
    assertTrue(refused.getMessage().contains("virtio.balloon"), refused.getMessage());
  }

  /** Answers whether the guest has to be restarted for it. */
  private boolean want(long pages) throws RefusedException {
    return want(pages, 0);
  }

  private boolean want(long pages, int statsSeconds) throws RefusedException {
    return node.guests.put(BalloonGuests.with(guest, pages, statsSeconds)).restartRequired();
  }

  private BalloonReport now() throws RefusedException {
    return node.guests.balloon(uid).orElseThrow();
  }

  private Object machine() {
    return node.vmm.machine(uid).orElseThrow();
  }

  private long meters() {
    return node.meters.getMeters().size();
  }

  private void awaitConverged(long pages) {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                reported()
                    .filter(report -> report.state() == State.CONVERGED)
                    .filter(report -> report.targetPages() == pages)
                    .filter(report -> report.actualPages() == pages)
                    .isPresent());
  }

  private void awaitState(State state) {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> reported().filter(report -> report.state() == state).isPresent());
  }

  private void awaitStats(boolean there) {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> reported().filter(report -> (report.stats() != null) == there).isPresent());
  }

  private Optional<BalloonReport> reported() {
    return Optional.ofNullable(node.report(uid).balloon());
  }

  private void awaitActual(long pages) {
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertEquals(pages, now().actualPages()));
  }
}
