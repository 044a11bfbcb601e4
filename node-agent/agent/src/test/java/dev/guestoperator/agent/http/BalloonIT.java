package dev.guestoperator.agent.http;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.guestoperator.agent.BalloonGuests;
import dev.guestoperator.agent.DesiredGuests;
import dev.guestoperator.agent.api.BalloonReport;
import dev.guestoperator.agent.api.BalloonReport.State;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The balloon of a Linux guest on real QEMU. */
class BalloonIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String READY = "busybox guest ready";

  /** The fourth column of what free prints, in KiB. */
  private static final Pattern FREE = Pattern.compile("Mem: +\\d+ +\\d+ +(\\d+)");

  private AgentProcess agent;
  private TestOperator operator;

  @BeforeEach
  void start() throws Exception {
    agent = new AgentProcess();
    agent.start();
    operator = agent.operator();
  }

  @AfterEach
  void stop() throws Exception {
    operator.close();
    agent.close();
  }

  @Test
  void theGuestGivesItsMemoryAndGivesItAgainAfterAReboot() throws Exception {
    // Given
    var guest = DesiredGuests.on("busybox").mib(256);
    operator.put(BalloonGuests.with(guest, 0, 1));
    try (var session = operator.attach(guest.uid(), "device=serial&fromStart=true")) {
      awaitBoots(session, 1);
      awaitConverged(guest, 0);
      var before = freeMib(session);

      // When
      operator.put(BalloonGuests.with(guest, 32768, 1));

      // Then
      awaitConverged(guest, 32768);
      assertGone(session, before);
      awaitTenStatistics(guest);

      // When
      session.type("reboot -f\n");

      // Then
      awaitBoots(session, 2);
      awaitConverged(guest, 32768);
      await().atMost(PATIENCE).untilAsserted(() -> assertGone(session, before));
    }
    assertEquals(0, operator.guest(guest.uid()).restarts());
  }

  @Test
  void theNextAgentFinishesWhatAKilledOneBegan() throws Exception {
    var guest = DesiredGuests.on("busybox").mib(1024);
    operator.put(BalloonGuests.with(guest, 0, 0));
    try (var session = operator.attach(guest.uid(), "device=serial&fromStart=true")) {
      awaitBoots(session, 1);
    }
    operator.put(BalloonGuests.with(guest, 200_000, 0));
    await().atMost(PATIENCE).until(() -> balloon(guest).actualPages() > 0);
    assertTrue(balloon(guest).actualPages() < 200_000, "it is on its way");
    var pid = agent.pid(guest.uid());

    agent.kill();
    agent.start();

    awaitConverged(guest, 200_000);
    assertEquals(pid, agent.pid(guest.uid()));
    assertTrue(ProcessHandle.of(pid).orElseThrow().isAlive());
  }

  private static void awaitBoots(Session session, int boots) {
    await().atMost(PATIENCE).until(() -> session.output().split(READY, -1).length - 1 == boots);
  }

  /** As reported, and as seen now. */
  private void awaitConverged(DesiredGuests guest, long pages) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              var report = operator.guest(guest.uid()).balloon();
              assertEquals(pages, report == null ? -1 : report.actualPages());
              assertEquals(State.CONVERGED, report.state());
              assertEquals(pages, report.targetPages());
              assertEquals(pages, balloon(guest).actualPages());
            });
  }

  private void awaitTenStatistics(DesiredGuests guest) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              var stats = json(guest).path("balloon").path("stats");
              assertEquals(10, stats.size(), stats.toString());
              assertTrue(stats.path("totalMemory").asLong() > 0, stats.toString());
            });
  }

  private JsonNode json(DesiredGuests guest) throws Exception {
    return TestOperator.JSON.readTree(operator.get("/v1/guests/" + guest.uid()).body());
  }

  private BalloonReport balloon(DesiredGuests guest) throws Exception {
    var answer = operator.get("/v1/guests/" + guest.uid() + "/balloon");
    assertEquals(200, answer.statusCode(), answer.body());
    return TestOperator.JSON.readValue(answer.body(), BalloonReport.class);
  }

  /** Of 128 MiB nearly all. */
  private static void assertGone(Session session, long beforeMib) {
    var now = freeMib(session);
    assertTrue(now < beforeMib - 120, now + " MiB free after " + beforeMib);
  }

  private static long freeMib(Session session) {
    var seen = session.output().length();
    session.type("free\n");
    await().atMost(PATIENCE).until(() -> FREE.matcher(session.output()).find(seen));
    var matcher = FREE.matcher(session.output());
    assertTrue(matcher.find(seen));
    return Long.parseLong(matcher.group(1)) / 1024;
  }
}
