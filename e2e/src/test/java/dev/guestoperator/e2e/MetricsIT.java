package dev.guestoperator.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What Prometheus scrapes: named by its conventions, and ours as docs/metrics.md lists them. */
@ExtendWith(ClusterExtension.class)
class MetricsIT {
  private static final Pattern OURS = Pattern.compile("guest_[a-z_]+");

  @Test
  void whatIsScrapedFollowsTheConventionsAndIsDocumented(Cluster cluster) throws IOException {
    var lint = GoProgram.build("promlint");
    var guests = new Guests(cluster);
    guests.apply(
        "measured",
        "{package: busybox, memory: 256Mi, balloon: {statsPeriodSeconds: 1}, interrupts: [{line: 5}]}");
    try {
      guests.awaitReady("measured");
      try (var serial = guests.serial("measured")) {
        serial.awaitText("busybox guest ready");
      }
      cluster
          .kubectl("wait", "--for=jsonpath={.status.balloon.stats.totalMemory}", "guest/measured")
          .run()
          .succeeded();

      var operator = scrape(cluster, 4);
      var agent = scrape(cluster, 6);

      assertEquals("", lint.with().reading(operator).run().succeeded(), "operator");
      assertEquals("", lint.with().reading(agent).run().succeeded(), "agent");
      assertEquals(documented(), ours(operator + agent));
      assertTrue(agent.contains("guest_balloon_total_memory_bytes{name=\"measured\","), agent);
    } finally {
      guests.delete("measured");
    }
  }

  private static String scrape(Cluster cluster, int port) {
    return Command.of(
            "curl",
            "-fsS",
            "-H",
            "Accept: text/plain",
            "http://127.0.0.1:" + cluster.port(port) + "/q/metrics")
        .run()
        .succeeded();
  }

  private static Set<String> ours(String scrape) {
    return scrape
        .lines()
        .filter(line -> line.startsWith("# TYPE guest_"))
        .map(line -> line.split(" ")[2])
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> documented() throws IOException {
    return OURS.matcher(Files.readString(Path.of("../docs/metrics.md")))
        .results()
        .map(match -> match.group())
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
