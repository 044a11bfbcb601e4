package dev.guestoperator.operator.guest;

import static dev.guestoperator.operator.Cluster.patiently;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.guestoperator.agent.api.BalloonReport;
import dev.guestoperator.agent.api.BalloonReport.State;
import dev.guestoperator.agent.api.BalloonStats;
import dev.guestoperator.crds.guest.GuestSpec.RunStrategy;
import dev.guestoperator.crds.guest.GuestStatus.Phase;
import dev.guestoperator.operator.Cluster;
import dev.guestoperator.operator.Conditions;
import dev.guestoperator.operator.FakeAgent;
import io.fabric8.kubernetes.api.model.Condition;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a guest's status says of its balloon, and how often it is written. */
class BalloonLifeTest {
  private static final Instant T0 = Instant.parse("2026-01-01T00:10:00Z");

  private Cluster cluster;
  private FakeAgent agent;

  @BeforeEach
  void start(@TempDir Path tls) throws IOException {
    cluster = new Cluster(tls);
    agent = cluster.ready("n1", 4);
    cluster.apply("web", "1Gi", RunStrategy.ALWAYS);
    cluster.awaitPhase("web", Phase.RUNNING);
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  @Test
  void aBalloonThatMovesAndThenStaysIsTold() {
    // When
    agent.balloon("web", report(State.STUCK, 512, 100, T0));

    // Then
    patiently().until(() -> "GuestRefuses".equals(converged().getReason()));
    assertEquals(512, cluster.guest("web").getStatus().balloon().actualPages());

    // When
    agent.balloon("web", report(State.CONVERGED, 0, 100, T0));

    // Then
    patiently().until(() -> "True".equals(converged().getStatus()));
  }

  @Test
  void statisticsAloneAreWrittenOnceAMinuteAtMost() {
    // Given
    agent.balloon("web", report(State.CONVERGED, 0, 100, T0));
    patiently().until(() -> cluster.guest("web").getStatus().balloon() != null);
    cluster.server.forgetWrites();

    // When
    for (var second = 1; second <= 60; second++) {
      agent.balloon("web", report(State.CONVERGED, 0, 100 + 100L * second, T0.plusSeconds(second)));
    }

    // Then
    patiently().until(() -> freeMemory() == 6100);
    assertEquals(1, cluster.server.writes().size(), () -> cluster.server.writes().toString());
  }

  @Test
  void aGuestWithoutMachineHasNoBalloon() {
    // Given
    agent.balloon("web", report(State.CONVERGED, 0, 100, T0));
    patiently().until(() -> cluster.guest("web").getStatus().balloon() != null);

    // When
    cluster.change("web", spec -> Cluster.with(spec, RunStrategy.HALTED));

    // Then
    cluster.awaitPhase("web", Phase.STOPPED);
    assertNull(cluster.guest("web").getStatus().balloon());
    assertNull(converged());
  }

  private Condition converged() {
    return Conditions.find(cluster.guest("web").getStatus().conditions(), "BalloonConverged")
        .orElse(null);
  }

  private long freeMemory() {
    return cluster.guest("web").getStatus().balloon().stats().freeMemory();
  }

  private static BalloonReport report(State state, long actual, long free, Instant at) {
    var stats = new BalloonStats(null, null, null, null, free, null, null, null, null, null);
    return new BalloonReport(state, T0, 0, 0, actual, stats, at);
  }
}
