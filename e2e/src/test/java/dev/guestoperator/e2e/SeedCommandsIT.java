package dev.guestoperator.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The commands of Fuchsia's guest tool, with every argument, against a real guest. */
@ExtendWith(ClusterExtension.class)
class SeedCommandsIT {
  private static final List<String> TAGS =
      List.of(
          "swap-in",
          "swap-out",
          "major-faults",
          "minor-faults",
          "free-memory",
          "total-memory",
          "available-memory",
          "disk-caches",
          "hugetlb-allocations",
          "hugetlb-failures");

  @Test
  void everyCommandByTheNumbersOfList(Cluster cluster) {
    var guests = new Guests(cluster);
    var launch =
        cluster.kubectl(
            ("guest launch busybox --name seed --environment seeds"
                    + " --cmdline-add first=1 --cmdline-add second=2 --interrupt 5 --interrupt 6"
                    + " --default-net false --memory 268435456 --cpus 2 --virtio-balloon true"
                    + " --virtio-console true --virtio-gpu false --virtio-rng true"
                    + " --virtio-sound true --virtio-sound-input true --virtio-vsock true")
                .split(" "));
    try (var launched = new Viewer(launch)) {
      launched.awaitText("busybox guest ready");
      assertTrue(launched.run("cat /proc/cmdline").endsWith(" first=1 second=2"));
      assertEquals("2", launched.run("nproc"));
      assertEquals(
          "virtio_balloon virtio_console virtio_rng virtio_snd vmw_vsock_virtio_transport",
          launched.run(
              "for d in /sys/bus/virtio/devices/*; do basename $(readlink $d/driver); done"
                  + " | sort | xargs"));
      assertEquals("1", launched.run("grep -c 'playback.*capture' /proc/asound/pcm"));

      var environment = guests.get("seed").at("/status/environmentId").asText();
      var cid = guests.get("seed").at("/status/cid").asText();
      var list = cluster.kubectl("guest", "list").run().succeeded();
      assertTrue(list.matches("(?s).*env:" + environment + " +seeds\n.*"), list);
      assertTrue(list.matches("(?s).* guest:" + cid + " +seed busybox\n.*"), list);

      cluster.kubectl("guest", "balloon", environment, cid, "8192", "--wait").run().succeeded();
      assertEquals(8192, guests.get("seed").at("/status/balloon/actualPages").asLong());

      var stats = cluster.kubectl("guest", "balloon-stats", environment, cid).run().succeeded();
      assertEquals(TAGS, stats.lines().map(line -> line.replaceAll(": .*", "")).toList());

      assertEquals(
          "line 5: raised 1000, taken 1000\n",
          cluster
              .kubectl("guest", "interrupt", environment, cid, "5", "--count", "1000")
              .run()
              .succeeded());
      assertEquals("1000", launched.run(counted(5)));
      assertEquals("0", launched.run(counted(6)));

      try (var serial = new Viewer(cluster.kubectl("guest", "serial", environment, cid))) {
        assertTrue(serial.run("uname -a").startsWith("Linux "));
      }
    } finally {
      guests.delete("seed");
    }
  }

  @Test
  void numbersThatNobodyHasAreRefused(Cluster cluster) {
    for (var command :
        List.of("balloon-stats 4000000 3", "balloon 4000000 3 1", "serial 4000000 3")) {
      var line = ("guest " + command).split(" ");

      var refused = cluster.kubectl(line).run().endedWith(1);

      assertTrue(refused.err().contains("No existing environment with id 4000000"), refused.err());
    }
  }

  /** Counts of a line on both processors, summed. */
  private static String counted(int line) {
    return "awk '$1 == \"" + line + ":\" { print $2 + $3 }' /proc/interrupts";
  }
}
