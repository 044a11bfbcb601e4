package dev.guestoperator.operator.guest;

import static dev.guestoperator.operator.Cluster.patiently;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.guestoperator.crds.guest.GuestSpec.RunStrategy;
import dev.guestoperator.crds.guest.GuestStatus.Phase;
import dev.guestoperator.operator.Cluster;
import io.micrometer.core.instrument.Gauge;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GuestMetersTest {
  @Test
  void everyPhaseIsTold(@TempDir Path tls) throws Exception {
    try (var cluster = new Cluster(tls)) {
      // Given
      assertEquals(counts(0, 0, 0), counts(cluster));
      cluster.ready("n1", 2);

      // When
      cluster.apply("web", "1Gi", RunStrategy.ALWAYS);
      cluster.apply("db", "1Gi", RunStrategy.ALWAYS);
      cluster.apply("off", "1Gi", RunStrategy.HALTED);
      cluster.awaitPhase("web", Phase.RUNNING);
      cluster.awaitPhase("db", Phase.RUNNING);
      cluster.apply("late", "1Gi", RunStrategy.ALWAYS);

      // Then
      patiently().until(() -> counts(cluster).equals(counts(1, 2, 1)));

      // When
      cluster.delete("web");

      // Then
      patiently().until(() -> counts(cluster).equals(counts(0, 2, 1)));
    }
  }

  private static Map<String, Double> counts(double pending, double running, double stopped) {
    return Map.of(
        "Pending",
        pending,
        "Starting",
        0.0,
        "Running",
        running,
        "Stopping",
        0.0,
        "Stopped",
        stopped,
        "Failed",
        0.0,
        "Unknown",
        0.0);
  }

  private static Map<String, Double> counts(Cluster cluster) {
    return cluster.operator.metrics.get("guest.operator.guests").gauges().stream()
        .collect(Collectors.toMap(gauge -> gauge.getId().getTag("phase"), Gauge::value));
  }
}
