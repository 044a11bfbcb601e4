package dev.guestoperator.e2e.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import dev.guestoperator.e2e.Cluster;
import dev.guestoperator.e2e.Guests;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
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
    var before = writes().size();
    for (int i = 0; i < GUESTS; i++) {
      guests.apply(
          "writes-" + i, "{package: bios-echo, memory: 64Mi, terminationGracePeriodSeconds: 0}");
      guests.awaitReady("writes-" + i);
    }
    var after = writes();
    var counts = new TreeMap<String, Integer>();
    after.subList(before, after.size()).forEach(w -> counts.merge(kind(w), 1, Integer::sum));
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

  private List<JsonNode> writes() throws IOException {
    try (var lines = Files.lines(cluster.logs().resolve("audit.log"))) {
      return lines
          .map(Guests::parse)
          .filter(event -> event.at("/user/username").asText().endsWith(":guest-operator"))
          .filter(event -> !event.at("/objectRef/resource").asText().endsWith("accessreviews"))
          .toList();
    }
  }

  private static String kind(JsonNode event) {
    var resource = event.at("/objectRef/resource").asText();
    var subresource = event.at("/objectRef/subresource").asText();
    return subresource.isEmpty() ? resource : resource + "/" + subresource;
  }
}
