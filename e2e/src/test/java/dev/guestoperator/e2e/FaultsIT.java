package dev.guestoperator.e2e;

import static java.util.concurrent.TimeUnit.MINUTES;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A part dies without warning while a guest runs and a viewer watches. */
@ExtendWith(ClusterExtension.class)
class FaultsIT {
  private static final Pattern TICK = Pattern.compile("tick (\\d+)");

  @ParameterizedTest
  @ValueSource(strings = {"agent", "operator", "kube-apiserver"})
  void theGuestGoesOnAndItsLogHasNoGap(String part, Cluster cluster) {
    var guests = new Guests(cluster);
    var name = "survivor-of-" + part;
    guests.apply(name, "{package: busybox, memory: 256Mi}");
    try {
      guests.awaitReady(name);
      var before = guests.machine(guests.uid(name)).orElseThrow();
      double uptime;
      try (var viewer = guests.serial(name)) {
        viewer.awaitText("busybox guest ready");
        uptime = uptime(viewer);
        viewer.type("i=0; while true; do i=$((i+1)); echo tick $i; sleep 0.2; done &");
        viewer.awaitText("tick 5");

        cluster.kill(part);

        viewer.awaitEnd();
      }

      cluster.up();

      guests.awaitReady(name);
      assertEquals(before.pid(), guests.machine(guests.uid(name)).orElseThrow().pid());
      try (var viewer = again(guests, name)) {
        viewer.type("kill %1");
        viewer.run("wait");
        assertTrue(uptime(viewer) > uptime, "uptime");
        var ticks =
            TICK.matcher(viewer.awaitText("kill %1"))
                .results()
                .mapToInt(tick -> Integer.parseInt(tick.group(1)))
                .toArray();
        assertEquals(
            IntStream.rangeClosed(1, ticks.length).boxed().toList(),
            IntStream.of(ticks).boxed().toList());
      }
      assertEquals(0, guests.get(name).at("/status/restarts").asInt());
    } finally {
      guests.delete(name);
    }
  }

  /** Seconds; a tick may still come between the lines. */
  private static double uptime(Viewer viewer) {
    return Double.parseDouble(
        viewer
            .run("cut -d' ' -f1 /proc/uptime")
            .lines()
            .filter(line -> !line.startsWith("tick"))
            .reduce("", (_, last) -> last));
  }

  /** A viewer once the way to the guest is open again. */
  private static Viewer again(Guests guests, String name) {
    return await()
        .atMost(2, MINUTES)
        .ignoreException(org.awaitility.core.TerminalFailureException.class)
        .until(
            () -> {
              var viewer = guests.serial(name);
              viewer.awaitText("tick 1");
              return viewer;
            },
            viewer -> true);
  }
}
