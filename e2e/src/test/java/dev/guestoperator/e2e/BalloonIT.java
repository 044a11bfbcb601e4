package dev.guestoperator.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The balloon of a guest goes where its manifest says, whatever dies on the way. */
@ExtendWith(ClusterExtension.class)
class BalloonIT {
  private static final int PAGES_PER_MIB = 256;

  @Test
  void theGuestGivesBackWhatIsPatched(Cluster cluster) {
    var guests = new Guests(cluster);
    guests.apply("giver", "{package: busybox, memory: 512Mi, balloon: {statsPeriodSeconds: 1}}");
    try {
      guests.awaitReady("giver");
      try (var serial = guests.serial("giver")) {
        serial.awaitText("busybox guest ready");
        var before = freeMebibytes(serial);

        patch(cluster, 100);

        awaitConverged(cluster, 100);
        assertTrue(freeMebibytes(serial) < before - 80, "free");
        var stats = cluster.kubectl("guest", "balloon-stats", "giver").run().succeeded();
        assertEquals(10, stats.lines().filter(line -> line.matches("[a-z-]+: +\\d+")).count());
        assertEquals(
            1,
            cluster
                .kubectl("guest", "top", "--once")
                .run()
                .succeeded()
                .lines()
                .filter(line -> line.startsWith("giver") && line.contains("100Mi"))
                .count());

        var qemu = guests.machine(guests.uid("giver")).orElseThrow();
        patch(cluster, 300);
        cluster.kill("agent");
        cluster.up();

        awaitConverged(cluster, 300);
        assertEquals(qemu.pid(), guests.machine(guests.uid("giver")).orElseThrow().pid());
      }
      try (var serial = guests.serial("giver")) {
        serial.awaitText("busybox guest ready");
        assertTrue(freeMebibytes(serial) < 220, "free");
      }
    } finally {
      guests.delete("giver");
    }
  }

  private static void patch(Cluster cluster, int mebibytes) {
    var patch =
        "{\"spec\":{\"balloon\":{\"targetPages\":%d}}}".formatted(mebibytes * PAGES_PER_MIB);
    cluster.kubectl("patch", "guest", "giver", "--type=merge", "-p", patch).run().succeeded();
  }

  private static void awaitConverged(Cluster cluster, int mebibytes) {
    cluster
        .kubectl(
            "wait",
            "--for=jsonpath={.status.balloon.actualPages}=" + mebibytes * PAGES_PER_MIB,
            "--timeout=180s",
            "guest/giver")
        .run()
        .succeeded();
    cluster
        .kubectl("wait", "--for=condition=BalloonConverged", "--timeout=180s", "guest/giver")
        .run()
        .succeeded();
  }

  private static int freeMebibytes(Viewer serial) {
    return Integer.parseInt(serial.run("free -m | awk '/Mem:/ { print $4 }'"));
  }
}
