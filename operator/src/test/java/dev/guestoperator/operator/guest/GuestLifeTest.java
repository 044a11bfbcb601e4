package dev.guestoperator.operator.guest;

import static dev.guestoperator.operator.Cluster.patiently;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestoperator.agent.api.GuestReport;
import dev.guestoperator.agent.api.GuestState;
import dev.guestoperator.crds.guest.GuestSpec.RunStrategy;
import dev.guestoperator.crds.guest.GuestStatus.Phase;
import dev.guestoperator.operator.Cluster;
import dev.guestoperator.operator.Conditions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a guest on a node whose agent does as it is told. */
class GuestLifeTest {
  private Cluster cluster;

  @BeforeEach
  void start(@TempDir Path tls) throws IOException {
    cluster = new Cluster(tls);
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  @Test
  void runsAfterFourWrites() {
    // Given
    var agent = cluster.ready("n1", 4);
    cluster.environment("default");
    cluster.server.forgetWrites();

    // When
    cluster.apply("web", "1Gi", RunStrategy.ALWAYS);

    // Then
    cluster.awaitPhase("web", Phase.RUNNING);
    var status = cluster.guest("web").getStatus();
    assertEquals(0, status.environmentId());
    assertEquals(3, status.cid());
    assertEquals(1, status.epoch());
    assertEquals("n1", status.nodeName());
    assertEquals("True", cluster.ready("web").getStatus());
    assertEquals(1, agent.count("PUT"));
    assertEquals(
        List.of(
            "POST /apis/guest-operator.dev/v1alpha1/namespaces/default/guests",
            "PATCH /apis/guest-operator.dev/v1alpha1/namespaces/default/guests/web",
            "PUT /apis/guest-operator.dev/v1alpha1/namespaces/default/environments/default/status",
            "PUT /apis/guest-operator.dev/v1alpha1/namespaces/default/guests/web/status",
            "PUT /apis/guest-operator.dev/v1alpha1/namespaces/default/guests/web/status"),
        cluster.server.writes());
  }

  @Test
  void nothingIsWrittenWhenNothingHasChanged() {
    // Given
    var agent = cluster.ready("n1", 4);
    cluster.apply("web", "1Gi", RunStrategy.ALWAYS);
    cluster.awaitPhase("web", Phase.RUNNING);
    var streams = agent.count("GET");
    cluster.killOperator();
    cluster.server.forgetWrites();

    // When
    cluster.startOperator();

    // Then
    patiently().until(() -> agent.count("PUT") == 2 && agent.count("GET") > streams);
    cluster.environment("other");
    assertTrue(
        cluster.server.writes().stream().noneMatch(write -> write.contains("/guests/")),
        () -> "written: " + cluster.server.writes());
  }

  @Test
  void haltedGuestIsReadyWithoutANode() {
    // When
    cluster.apply("web", "1Gi", RunStrategy.HALTED);

    // Then
    cluster.awaitPhase("web", Phase.STOPPED);
    assertEquals("True", cluster.ready("web").getStatus());
    assertEquals("Halted", cluster.ready("web").getReason());
    assertNull(cluster.guest("web").getStatus().nodeName());
  }

  @Test
  void haltedGuestStartsAgainWhereItWas() {
    // Given
    var agent = cluster.ready("n1", 4);
    cluster.apply("web", "1Gi", RunStrategy.ALWAYS);
    cluster.awaitPhase("web", Phase.RUNNING);
    cluster.ready("n2", 8);

    // When
    cluster.change("web", spec -> Cluster.with(spec, RunStrategy.HALTED));
    cluster.awaitPhase("web", Phase.STOPPED);
    assertEquals("True", cluster.ready("web").getStatus());
    assertNull(cluster.guest("web").getStatus().memory());
    cluster.change("web", spec -> Cluster.with(spec, RunStrategy.ALWAYS));

    // Then
    cluster.awaitPhase("web", Phase.RUNNING);
    assertEquals("n1", cluster.guest("web").getStatus().nodeName());
    assertEquals(1, cluster.guest("web").getStatus().epoch());
    assertEquals(GuestState.RUNNING, agent.state("web"));
    assertEquals(
        cluster.guest("web").getMetadata().getGeneration(),
        cluster.guest("web").getStatus().observedGeneration());
  }

  @Test
  void failureOfTheNodeReachesTheUser() {
    // Given
    var agent = cluster.ready("n1", 4);
    cluster.apply("web", "1Gi", RunStrategy.ALWAYS);
    cluster.awaitPhase("web", Phase.RUNNING);

    // When
    agent.fails("web", new GuestReport.Problem("PackageMissing", "Install busybox.", true));

    // Then
    cluster.awaitPhase("web", Phase.FAILED);
    assertEquals("PackageMissing", cluster.ready("web").getReason());
    assertTrue(Conditions.isTrue(cluster.guest("web").getStatus().conditions(), "Stalled"));
    patiently()
        .until(
            () ->
                cluster.user.v1().events().inNamespace("default").list().getItems().stream()
                    .anyMatch(event -> "Install busybox.".equals(event.getMessage())));
  }

  @Test
  void deletedGuestLeavesNothingOnItsNode() {
    // Given
    var agent = cluster.ready("n1", 4);
    cluster.apply("web", "1Gi", RunStrategy.ALWAYS);
    cluster.awaitPhase("web", Phase.RUNNING);

    // When
    cluster.delete("web");

    // Then
    cluster.awaitGone("web");
    assertNull(agent.wish("web"));
  }

  @Test
  void deletedGuestThatWasNeverPlacedGoesAtOnce() {
    // Given
    cluster.apply("web", "1Gi", RunStrategy.ALWAYS);
    cluster.awaitReason("web", "Unschedulable");

    // When
    cluster.delete("web");

    // Then
    cluster.awaitGone("web");
  }
}
