package dev.guestoperator.e2e.benchmark;

import dev.guestoperator.e2e.Cluster;
import dev.guestoperator.e2e.Guests;
import java.io.IOException;
import java.util.TreeMap;

/** What the operator writes until a guest runs, as the API server's audit log has it. */
final class ApiWrites {
  private static final int GUESTS = 5;

  private final Cluster cluster;
  private final Guests guests;

  ApiWrites(Cluster cluster) {
    this.cluster = cluster;
    this.guests = new Guests(cluster);
  }

  void run() throws IOException {
    guests.apply(
        "first-of-all", "{package: bios-echo, memory: 64Mi, terminationGracePeriodSeconds: 0}");
    guests.awaitReady("first-of-all");
    var log = new AuditLog(cluster);
    var before = log.writes().size();
    for (int i = 0; i < GUESTS; i++) {
      guests.apply(
          "writes-" + i, "{package: bios-echo, memory: 64Mi, terminationGracePeriodSeconds: 0}");
      guests.awaitReady("writes-" + i);
    }
    var after = log.writes();
    var counts = new TreeMap<String, Integer>();
    after
        .subList(before, after.size())
        .forEach(w -> counts.merge(AuditLog.kind(w), 1, Integer::sum));
    var events = counts.getOrDefault("events", 0);
    counts.remove("events");
    var total = counts.values().stream().mapToInt(Integer::intValue).sum();
    Figures.print("API writes per guest to Running", total / (double) GUESTS, "goal", "at most 4");
    System.out.printf("  for %d guests: %s; events beside that: %d%n", GUESTS, counts, events);
    for (int i = 0; i < GUESTS; i++) {
      guests.delete("writes-" + i);
    }
    guests.delete("first-of-all");
  }
}
