package dev.guestoperator.e2e;

import static java.util.concurrent.TimeUnit.MINUTES;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

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
        awaitFree(serial, 391, 512);

        patch(cluster, 100);

        awaitConverged(cluster, 100);
        awaitFree(serial, 221, 390);
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
        awaitFree(serial, 0, 220);
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

  /** A guest has about 450 of its 512 MiB free. */
  private static void awaitFree(Viewer serial, int least, int most) {
    await()
        .atMost(1, MINUTES)
        .until(
            () -> Integer.parseInt(serial.run("free -m | awk '/Mem:/ { print $4 }'")),
            free -> free >= least && free <= most);
  }
}
