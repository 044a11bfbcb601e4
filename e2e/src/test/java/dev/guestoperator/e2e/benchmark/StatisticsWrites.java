package dev.guestoperator.e2e.benchmark;

import dev.guestoperator.e2e.Cluster;
import dev.guestoperator.e2e.Guests;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What many guests whose statistics move every second cost the API server. */
final class StatisticsWrites {
  private static final int GUESTS = 100;
  private static final Duration TIME = Duration.ofMinutes(5);

  private StatisticsWrites() {}

  /** Starts a cluster of its own, because its machines are simulated. */
  static void run() throws Exception {
    try (var cluster =
        new Cluster(Map.of("GUEST_AGENT_VMM", "simulated", "GUEST_AGENT_POOL_MEMORY", "64Gi"))) {
      start(cluster);
      var log = new AuditLog(cluster);
      var before = log.writes().size();
      Thread.sleep(TIME);
      var writes = log.writes();
      var counts =
          writes.subList(before, writes.size()).stream()
              .collect(Collectors.groupingBy(AuditLog::kind, Collectors.counting()));
      Figures.print(
          "status writes, %d guests, %d min".formatted(GUESTS, TIME.toMinutes()),
          counts.getOrDefault("guests/status", 0L),
          "bound, one per guest and minute",
          GUESTS * TIME.toMinutes());
      System.out.printf(
          "  all writes: %s; the guests told %d statistics%n", counts, GUESTS * TIME.toSeconds());
    }
  }

  private static void start(Cluster cluster) {
    var manifests =
        IntStream.range(0, GUESTS)
            .mapToObj(StatisticsWrites::manifest)
            .collect(Collectors.joining("---\n"));
    cluster.kubectl("apply", "-f", "-").reading(manifests).run().succeeded();
    IntStream.range(0, GUESTS).forEach(i -> new Guests(cluster).awaitReady("told-" + i));
  }

  private static String manifest(int i) {
    return """
    apiVersion: guest-operator.dev/v1alpha1
    kind: Guest
    metadata: {name: told-%d}
    spec:
      package: bios-echo
      memory: 64Mi
      terminationGracePeriodSeconds: 0
      balloon: {targetPages: 1024, statsPeriodSeconds: 1}
    """
        .formatted(i);
  }
}
