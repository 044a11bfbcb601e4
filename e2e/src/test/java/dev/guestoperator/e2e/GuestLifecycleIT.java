package dev.guestoperator.e2e;

import static java.util.concurrent.TimeUnit.MINUTES;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A guest from the manifest to its console, and away again. */
@ExtendWith(ClusterExtension.class)
class GuestLifecycleIT {
  private static final String EXAMPLE = "../docs/examples/hello.yaml";

  @Test
  void theExampleRunsAndLeavesNothing(Cluster cluster) {
    var guests = new Guests(cluster);

    cluster.kubectl("apply", "-f", EXAMPLE).run().succeeded();
    guests.awaitReady("hello");

    var table = cluster.kubectl("get", "guests").run().succeeded().lines().toList();
    assertEquals(
        "NAME ENVIRONMENT CID PHASE READY MEMORY NODE AGE", table.get(0).replaceAll(" +", " "));
    assertTrue(table.get(1).matches("hello +default +\\d+ +Running +True +256Mi .*"), table.get(1));
    var wide = cluster.kubectl("get", "guests", "-o", "wide").run().succeeded();
    assertTrue(wide.lines().findFirst().orElseThrow().endsWith("PACKAGE   ACCELERATOR   REASON"));

    try (var first = guests.serial("hello");
        var second = guests.serial("hello")) {
      first.awaitText("busybox guest ready");
      second.awaitText("busybox guest ready");
      assertTrue(first.run("uname -a").startsWith("Linux "));
      assertTrue(second.awaitText("uname -a").contains("Linux "));
      assertEquals("both", second.run("echo both"));
      first.awaitText("echo both");
    }

    var described = cluster.kubectl("describe", "guest", "hello").run().succeeded();
    assertTrue(described.contains("Placed") && described.contains("Started"), described);

    var uid = guests.uid("hello");
    assertTrue(guests.machine(uid).isPresent());
    guests.delete("hello");
    assertFalse(guests.machine(uid).isPresent());
    assertFalse(Files.exists(guests.directory(uid)));
  }

  @Test
  void launchCreatesAttachesAndRemoves(Cluster cluster) {
    var guests = new Guests(cluster);

    try (var launched =
        new Viewer(
            cluster.kubectl(
                "guest", "launch", "busybox", "--name", "launched", "--memory", "268435456"))) {
      launched.awaitText("busybox guest ready");
      assertTrue(launched.run("uname -a").startsWith("Linux "));

      var uid = guests.uid("launched");
      guests.delete("launched");
      assertEquals(1, launched.awaitEnd());
      assertTrue(launched.errors().contains("deleted"), launched.errors());
      assertFalse(guests.machine(uid).isPresent());
    }
  }

  @Test
  void stopAndStartKeepTheAddress(Cluster cluster) {
    var guests = new Guests(cluster);
    guests.apply("stopped", "{package: busybox, memory: 256Mi}");
    try {
      guests.awaitReady("stopped");
      var cid = guests.get("stopped").at("/status/cid").asLong();
      var uid = guests.uid("stopped");
      try (var serial = guests.serial("stopped")) {
        serial.awaitText("busybox guest ready");
      }

      cluster.kubectl("guest", "stop", "stopped").run().succeeded();

      var off = guests.awaitPhase("stopped", "Stopped");
      assertEquals("True", condition(off, "Ready", "status"));
      assertEquals("GuestShutdown", off.at("/status/lastExit/reason").asText());
      assertFalse(guests.machine(uid).isPresent());

      cluster.kubectl("guest", "start", "stopped").run().succeeded();
      var on = guests.awaitPhase("stopped", "Running");
      assertEquals(cid, on.at("/status/cid").asLong());
    } finally {
      guests.delete("stopped");
    }
  }

  @Test
  void theEnvironmentOfAGuestWithAnAddressStays(Cluster cluster) {
    var guests = new Guests(cluster);
    guests.apply("settled", "{package: bios-echo, memory: 64Mi, terminationGracePeriodSeconds: 0}");
    try {
      guests.awaitReady("settled");

      var refused =
          cluster
              .kubectl("patch", "guest", "settled", "--type=merge", "-p", environment("other"))
              .run()
              .endedWith(1);

      assertTrue(refused.err().contains("environment cannot change once the guest has a CID"));
    } finally {
      guests.delete("settled");
    }
  }

  @Test
  void aMachineThatEndsIsStartedAgain(Cluster cluster) {
    var guests = new Guests(cluster);
    guests.apply(
        "restarted", "{package: bios-echo, memory: 64Mi, terminationGracePeriodSeconds: 0}");
    try {
      guests.awaitReady("restarted");
      var uid = guests.uid("restarted");
      var first = guests.machine(uid).orElseThrow();

      first.destroyForcibly();

      var again =
          await()
              .atMost(2, MINUTES)
              .until(
                  () -> guests.get("restarted"),
                  guest ->
                      guest.at("/status/restarts").asInt() == 1
                          && guest.at("/status/phase").asText().equals("Running"));
      assertFalse(again.at("/status/lastExit/reason").asText().isEmpty());
      assertTrue(guests.machine(uid).orElseThrow().pid() != first.pid());
    } finally {
      guests.delete("restarted");
    }
  }

  @Test
  void aMissingPackageIsAConditionThatNamesIt(Cluster cluster) {
    var guests = new Guests(cluster);
    guests.apply("lacking", "{package: no-such-package, memory: 64Mi}");
    try {
      var guest = guests.awaitPhase("lacking", "Failed");

      assertEquals("PackageMissing", condition(guest, "Ready", "reason"));
      assertTrue(condition(guest, "Ready", "message").contains("no-such-package"));
      assertEquals("True", condition(guest, "Stalled", "status"));
    } finally {
      guests.delete("lacking");
    }
  }

  private static String environment(String name) {
    return "{\"spec\":{\"environment\":\"" + name + "\"}}";
  }

  private static String condition(JsonNode guest, String type, String field) {
    for (var condition : guest.at("/status/conditions")) {
      if (condition.get("type").asText().equals(type)) {
        return condition.path(field).asText();
      }
    }
    return "";
  }
}
