package dev.guestoperator.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Any client that can attach to a pod by client-go can attach to a guest. */
@ExtendWith(ClusterExtension.class)
class RemoteCommandIT {
  @Test
  void clientGoAttaches(Cluster cluster) {
    var program = GoProgram.build("remotecommand");
    var kubeconfig = cluster.directory().resolve("kubeconfig").toString();
    var guests = new Guests(cluster);
    guests.apply(
        "foreign",
        "{package: bios-echo, memory: 64Mi, accelerator: tcg, terminationGracePeriodSeconds: 0}");
    try {
      guests.awaitReady("foreign");

      var attach =
          program.with(
              "--kubeconfig", kubeconfig, "--query", "device=serial&fromStart=true", "foreign");
      try (var viewer = new Viewer(attach)) {
        viewer.awaitText("bios-echo ready");
        viewer.type("by client-go");
        viewer.awaitText("by client-go");

        guests.delete("foreign");

        assertEquals(1, viewer.awaitEnd());
        assertTrue(viewer.errors().contains("deleted"), viewer.errors());
      }
    } finally {
      guests.delete("foreign");
    }
  }
}
