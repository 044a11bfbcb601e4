package dev.guestoperator.agent.http;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestoperator.agent.BalloonGuests;
import dev.guestoperator.agent.DesiredGuests;
import dev.guestoperator.agent.api.AgentEvent;
import dev.guestoperator.agent.api.BalloonReport;
import dev.guestoperator.agent.api.DesiredGuest.Balloon;
import dev.guestoperator.agent.api.GuestReport;
import dev.guestoperator.agent.api.GuestState;
import dev.guestoperator.agent.api.NodeFacts;
import dev.guestoperator.agent.vmm.Vmm;
import dev.guestoperator.agent.vmm.simulated.Fault;
import dev.guestoperator.agent.vmm.simulated.SimulatedVmm;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(SimulatedNode.class)
class GuestResourceTest {
  private static final List<String> BALLOON_METRICS =
      List.of(
          "guest_balloon_actual_bytes",
          "guest_balloon_target_bytes",
          "guest_balloon_free_memory_bytes",
          "guest_balloon_total_memory_bytes",
          "guest_balloon_available_memory_bytes",
          "guest_balloon_disk_caches_bytes",
          "guest_balloon_swap_in_bytes_total",
          "guest_balloon_swap_out_bytes_total",
          "guest_balloon_major_faults_total",
          "guest_balloon_minor_faults_total",
          "guest_balloon_hugetlb_allocations_total",
          "guest_balloon_hugetlb_failures_total");

  @TestHTTPResource(tls = true)
  URI agent;

  @TestHTTPResource(value = "/metrics", management = true)
  URI metrics;

  @Inject Vmm vmm;

  private final DesiredGuests guest = DesiredGuests.on("simulated");
  private TestOperator operator;

  @BeforeEach
  void connect() throws Exception {
    operator = new TestOperator(agent, SimulatedNode.certificates.client("guest-operator"));
  }

  @AfterEach
  void removeAll() throws Exception {
    ((SimulatedVmm) vmm).setFaults();
    for (var report :
        TestOperator.JSON.readValue(operator.get("/v1/guests").body(), GuestReport[].class)) {
      awaitRemoved(report.uid(), 1000);
    }
    operator.close();
  }

  @Test
  void nobodyWithoutACertificateGetsAnAnswer() throws Exception {
    try (var stranger = new TestOperator(agent, SimulatedNode.certificates.stranger())) {
      assertThrows(IOException.class, () -> stranger.get("/v1/guests"));
    }
  }

  @ParameterizedTest
  @CsvSource({"/v1/guests", "/v1/events", "/v1/node", "/", "/q/health"})
  void nobodyButTheOperatorIsServed(String path) throws Exception {
    try (var agent2 =
        new TestOperator(agent, SimulatedNode.certificates.client("guest-agent:node-2"))) {
      var answer = agent2.get(path);

      assertEquals(403, answer.statusCode());
      assertEquals("NotTheOperator", TestOperator.refusal(answer).reason());
    }
  }

  @Test
  void aGuestThatIsDesiredOnRuns() throws Exception {
    operator.put(guest.get());

    awaitState(GuestState.RUNNING);
    assertTrue(machineRuns());
    assertTrue(operator.guest(guest.uid()).packageDigest().startsWith("sha256:"));
  }

  @Test
  void theSameTwiceChangesNothing() throws Exception {
    operator.put(guest.get());
    awaitState(GuestState.RUNNING);
    var before = operator.guest(guest.uid());

    var after = operator.put(guest.get());

    assertEquals(before, after);
  }

  @Test
  void anEpochOfThePastIsRefused() throws Exception {
    operator.put(guest.epoch(5).get());

    var answer = operator.tryPut(guest.epoch(4).get());

    assertEquals(409, answer.statusCode());
    assertEquals("StaleEpoch", TestOperator.refusal(answer).reason());
    assertEquals(409, operator.delete(guest.uid(), 4).statusCode());
    assertEquals(5, operator.guest(guest.uid()).epoch());
  }

  @Test
  void aRemovedGuestIsNotBroughtBackByThePast() throws Exception {
    operator.put(guest.epoch(5).get());
    awaitRemoved(guest.uid(), 6);

    assertEquals(409, operator.tryPut(guest.epoch(5).get()).statusCode());
    assertEquals(200, operator.tryPut(guest.epoch(7).get()).statusCode());
  }

  @Test
  void aGuestThatDoesNotFitIsRefused() throws Exception {
    operator.put(guest.get());

    var other = DesiredGuests.on("simulated").mib(4000).get();
    var answer = operator.tryPut(other);

    assertEquals(507, answer.statusCode());
    assertEquals("NoRoom", TestOperator.refusal(answer).reason());
    assertEquals(404, operator.get("/v1/guests/" + other.uid()).statusCode());
    assertFalse(Files.exists(SimulatedNode.directory.resolve("state/guests/" + other.uid())));
  }

  @Test
  void memoryComesBackWhenAGuestIsOff() throws Exception {
    operator.put(guest.mib(3000).get());
    awaitState(GuestState.RUNNING);
    operator.put(guest.mib(3000).off(30).get());
    awaitState(GuestState.STOPPED);

    assertEquals(200, operator.tryPut(DesiredGuests.on("simulated").mib(3000).get()).statusCode());
  }

  @Test
  void aChangeThatARunningGuestCannotTakeIsSaid() throws Exception {
    operator.put(guest.get());
    awaitState(GuestState.RUNNING);

    assertTrue(operator.put(guest.mib(128).get()).restartRequired());
    assertFalse(operator.put(guest.get()).restartRequired());
  }

  @Test
  void aBalloonIsFollowedWhileTheGuestRuns() throws Exception {
    operator.put(BalloonGuests.with(guest, 0, 1));
    awaitState(GuestState.RUNNING);

    assertFalse(operator.put(BalloonGuests.with(guest, 4000, 1)).restartRequired());

    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertEquals(4000, balloon().actualPages()));
    await().atMost(Duration.ofSeconds(60)).until(() -> balloon().stats() != null);
    assertEquals(4000, balloon().targetPages());
    var metrics = metrics();
    assertTrue(metrics.contains(sample("guest_balloon_actual_bytes") + " 1.6384E7\n"), metrics);
    for (var name : BALLOON_METRICS) {
      assertTrue(metrics.contains(sample(name) + " "), name);
    }

    awaitRemoved(guest.uid(), 1);
    assertFalse(metrics().contains("guest_balloon"), "the metrics go with the guest");
  }

  @Test
  void howABalloonIsMadeNeedsARestart() throws Exception {
    operator.put(BalloonGuests.with(guest, 0, 0));
    awaitState(GuestState.RUNNING);

    assertTrue(
        operator.put(BalloonGuests.with(guest, new Balloon(0, 0, false, true))).restartRequired());
    assertTrue(
        operator.put(BalloonGuests.with(guest, new Balloon(0, 0, true, false))).restartRequired());
    assertFalse(
        operator.put(BalloonGuests.with(guest, new Balloon(9, 9, true, true))).restartRequired());
  }

  @Test
  void aBalloonThatIsNotThereIsRefusedWithASentence() throws Exception {
    operator.put(guest.get());
    awaitState(GuestState.RUNNING);

    var answer = operator.get("/v1/guests/" + guest.uid() + "/balloon");

    assertEquals(409, answer.statusCode());
    assertEquals("NoBalloon", TestOperator.refusal(answer).reason());
    assertTrue(TestOperator.refusal(answer).message().endsWith("."));
    var nobody = operator.get("/v1/guests/" + DesiredGuests.on("simulated").uid() + "/balloon");
    assertEquals(404, nobody.statusCode());
    assertEquals("NotFound", TestOperator.refusal(nobody).reason());
  }

  @Test
  void anUnknownPackageIsAProblemUntilItIsThere() throws Exception {
    operator.put(guest.pack("nowhere").get());
    awaitState(GuestState.FAILED);
    var problem = operator.guest(guest.uid()).problem();

    operator.put(guest.pack("simulated").get());

    assertEquals("PackageMissing", problem.reason());
    assertTrue(problem.stalled());
    awaitState(GuestState.RUNNING);
  }

  @Test
  void aGuestThatCrashesIsStartedAgainAndTheReasonKept() throws Exception {
    operator.put(guest.get());
    awaitState(GuestState.RUNNING);

    ((SimulatedVmm) vmm).machine(guest.uid()).orElseThrow().crash();

    awaitState(GuestState.FAILED);
    awaitState(GuestState.RUNNING);
    var report = operator.guest(guest.uid());
    assertEquals(1, report.restarts());
    assertEquals("VmmFailed", report.lastExit().reason());
  }

  @Test
  void aGuestThatIgnoresThePowerButtonIsCutOffAfterItsGrace() throws Exception {
    ((SimulatedVmm) vmm).setFaults(Fault.IGNORES_POWER_BUTTON);
    operator.put(guest.get());
    awaitState(GuestState.RUNNING);
    operator.put(guest.off(3600).get());
    awaitState(GuestState.STOPPING);

    operator.put(guest.off(1).get());

    awaitState(GuestState.STOPPED);
    assertEquals("PoweredOff", operator.guest(guest.uid()).lastExit().reason());
  }

  @Test
  void nothingIsLeftOfADeletedGuest() throws Exception {
    operator.put(guest.get());
    awaitState(GuestState.RUNNING);

    assertEquals(202, operator.delete(guest.uid(), 1).statusCode());

    awaitRemoved(guest.uid(), 1);
    assertFalse(machineRuns());
    assertFalse(Files.exists(SimulatedNode.directory.resolve("state/guests/" + guest.uid())));
    assertEquals(404, operator.get("/v1/guests/" + guest.uid()).statusCode());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"package\":\"simulated\"|\"package\":\"../x\"",
        "\"cpus\":1|\"cpus\":0",
        "\"cpus\":1|\"cpus\":\"many\"",
        "\"epoch\":1|\"epoch\":0",
        "\"memoryBytes\":67108864|\"memoryBytes\":1",
        "\"accelerator\":\"tcg\"|\"accelerator\":\"warp\"",
        "\"soundInput\":false|\"soundInput\":true",
        "\"gracePeriodSeconds\":30|\"gracePeriodSeconds\":-1",
        "\"targetPages\":0|\"targetPages\":-1",
        "\"statsPeriodSeconds\":0|\"statsPeriodSeconds\":3601",
        "\"cmdlineAdd\":[]|\"cmdlineAdd\":[\"a\\u0000b\"]",
        "\"uid\":\"|\"uid\":\"x",
        "{|["
      })
  void whatIsInvalidIsRefusedWithASentence(String valid, String invalid) throws Exception {
    var body = TestOperator.JSON.writeValueAsString(guest.get());
    assertTrue(body.contains(valid), body);

    var answer = operator.put(guest.uid(), body.replace(valid, invalid));

    assertEquals(400, answer.statusCode(), answer.body());
    assertTrue(TestOperator.refusal(answer).message().endsWith("."));
    assertEquals(404, operator.get("/v1/guests/" + guest.uid()).statusCode());
  }

  @Test
  void aBodyWithoutEndIsRefused() throws Exception {
    var answer =
        operator.http.send(
            HttpRequest.newBuilder(agent.resolve("/v1/guests/" + guest.uid()))
                .version(HttpClient.Version.HTTP_1_1)
                .PUT(BodyPublishers.ofString("[" + " ".repeat(100_000)))
                .build(),
            BodyHandlers.discarding());

    assertEquals(413, answer.statusCode());
  }

  @Test
  void eventsBeginWithASnapshotAndTellEveryChange() throws Exception {
    operator.put(guest.get());
    awaitState(GuestState.RUNNING);

    try (var lines = operator.events()) {
      var events = lines.map(GuestResourceTest::event).iterator();
      var first = (AgentEvent.Snapshot) events.next();
      operator.delete(guest.uid(), 1);

      assertEquals(1, first.guests().size());
      var event = events.next();
      while (!event.equals(new AgentEvent.Removed(guest.uid()))) {
        event = events.next();
      }
    }
  }

  @Test
  void theNodeSaysWhatItIs() throws Exception {
    var facts = TestOperator.JSON.readValue(operator.get("/v1/node").body(), NodeFacts.class);

    assertEquals("node-1", facts.name());
    assertEquals("127.0.0.1:" + agent.getPort(), facts.address());
    assertEquals("7", facts.labels().get("example.com/rack"));
    assertEquals(4L << 30, facts.pool().capacity());
  }

  private BalloonReport balloon() throws Exception {
    var answer = operator.get("/v1/guests/" + guest.uid() + "/balloon");
    assertEquals(200, answer.statusCode(), answer.body());
    return TestOperator.JSON.readValue(answer.body(), BalloonReport.class);
  }

  private String sample(String metric) {
    return "%s{name=\"%s\",namespace=\"default\"}".formatted(metric, guest.get().name());
  }

  private String metrics() throws Exception {
    try (var http = HttpClient.newHttpClient()) {
      return http.send(HttpRequest.newBuilder(metrics).build(), BodyHandlers.ofString()).body();
    }
  }

  private boolean machineRuns() {
    return ((SimulatedVmm) vmm).machine(guest.uid()).isPresent();
  }

  private void awaitState(GuestState state) {
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertEquals(state, operator.guest(guest.uid()).state()));
  }

  private void awaitRemoved(String uid, long epoch) {
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertEquals(204, operator.delete(uid, epoch).statusCode()));
  }

  private static AgentEvent event(String line) {
    try {
      return TestOperator.JSON.readValue(line, AgentEvent.class);
    } catch (IOException malformed) {
      throw new AssertionError(malformed);
    }
  }
}
