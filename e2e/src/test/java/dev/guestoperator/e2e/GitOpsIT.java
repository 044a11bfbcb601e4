package dev.guestoperator.e2e;

import static java.util.concurrent.TimeUnit.MINUTES;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Flux (by kstatus) and Argo CD (by health.lua) make of each state. */
@ExtendWith(ClusterExtension.class)
class GitOpsIT {
  private static final Path RECORDED = Path.of("src/test/resources/gitops");
  private static GoProgram judge;

  @BeforeAll
  static void build() {
    judge = GoProgram.build("gitops");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "running, 'package: bios-echo, accelerator: tcg', Running, Current, Healthy",
    "halted, 'package: bios-echo, runStrategy: Halted', Stopped, Current, Healthy",
    "failing, 'package: no-such-package', Failed, Failed, Degraded",
    "unschedulable, 'package: bios-echo, nodeSelector: {zone: nowhere}', Pending, InProgress, Progressing"
  })
  void aGuest(String name, String spec, String phase, String flux, String argo, Cluster cluster) {
    var guests = new Guests(cluster);
    guests.apply(name, "{" + spec + ", memory: 64Mi, terminationGracePeriodSeconds: 0}");
    try {
      assertVerdict(guests.awaitPhase(name, phase), flux, argo);
    } finally {
      guests.delete(name);
    }
  }

  @Test
  void aGuestOverALimitAndItsEnvironment(Cluster cluster) {
    var guests = new Guests(cluster);
    cluster
        .kubectl("apply", "-f", "-")
        .reading(
            """
            apiVersion: guest-operator.dev/v1alpha1
            kind: Environment
            metadata: {name: narrow}
            spec: {limits: {guests: 0}}
            """)
        .run()
        .succeeded();
    guests.apply("excess", "{package: bios-echo, environment: narrow, memory: 64Mi}");
    try {
      var guest = guests.awaitPhase("excess", "Pending");
      assertEquals("LimitExceeded", guest.at("/status/conditions/0/reason").asText());
      assertVerdict(guest, "InProgress", "Progressing");
      assertVerdict(environment(cluster, "narrow"), "Current", "Healthy");
    } finally {
      guests.delete("excess");
      cluster.kubectl("delete", "environment", "narrow").run().succeeded();
    }
  }

  @Test
  void aGuestThatIsBeingDeleted(Cluster cluster) {
    var guests = new Guests(cluster);
    // bios-echo ignores the power button, so this lasts until the grace period is over.
    guests.apply(
        "doomed",
        "{package: bios-echo, accelerator: tcg, memory: 64Mi, terminationGracePeriodSeconds: 3600}");
    try {
      guests.awaitReady("doomed");

      cluster.kubectl("delete", "guest", "doomed", "--wait=false").run().succeeded();

      assertVerdict(guests.awaitPhase("doomed", "Stopping"), "Terminating", "Progressing");
    } finally {
      guests.machine(guests.uid("doomed")).ifPresent(ProcessHandle::destroyForcibly);
      await()
          .atMost(2, MINUTES)
          .until(() -> cluster.kubectl("get", "guest", "doomed").run().code() == 1);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "starting, InProgress, Progressing",
    "not-seen-yet, InProgress, Progressing",
    "changed-and-not-seen, InProgress, Progressing",
    "node-lost, InProgress, Degraded",
    "restart-required, Current, Healthy"
  })
  void aRecordedGuest(String name, String flux, String argo) throws IOException {
    var recorded = Files.readString(RECORDED.resolve(name + ".json"));

    assertVerdict(Guests.parse(recorded), flux, argo);
  }

  private static JsonNode environment(Cluster cluster, String name) {
    return Guests.parse(
        cluster.kubectl("get", "environment", name, "-o", "json").run().succeeded());
  }

  private static void assertVerdict(JsonNode object, String flux, String argo) {
    var verdict =
        Guests.parse(
            judge
                .with("--health", "../docs/argocd/health.lua")
                .reading(object.toString())
                .run()
                .succeeded());
    assertEquals(flux, verdict.at("/kstatus/status").asText(), verdict::toString);
    assertEquals(argo, verdict.at("/argo/status").asText(), verdict::toString);
  }
}
