package dev.guestoperator.agent.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The cgroups of this computer. */
class CgroupsIT {
  private final String uid = UUID.randomUUID().toString();

  @TempDir Path temp;

  @Test
  void limitsTheMemoryOfWhoJoins() throws Exception {
    var cgroups = Cgroups.detect();
    var procs = cgroups.create(uid, 64 << 20).orElseThrow();
    try {
      var hog = hog(procs, 256 << 20);

      assertEquals(128 + 9, hog, "killed for what it took");
    } finally {
      cgroups.remove(uid);
    }
    assertFalse(Files.exists(procs));
  }

  @Test
  void leavesWhoStaysWithinTheLimitAlone() throws Exception {
    var cgroups = Cgroups.detect();
    var procs = cgroups.create(uid, 256 << 20).orElseThrow();
    try {
      assertEquals(0, hog(procs, 32 << 20));
    } finally {
      cgroups.remove(uid);
    }
  }

  @Test
  void saysWhyThereIsNoLimit() throws Exception {
    var unusable = new CgroupMount(CgroupMount.Version.V1, temp);

    var cgroups = Cgroups.of(List.of(unusable));

    assertEquals("none", cgroups.fact().version());
    assertTrue(cgroups.fact().reason().contains(temp.toString()), cgroups.fact().reason());
    assertTrue(cgroups.create(uid, 64 << 20).isEmpty());
  }

  /** A process that joins and fills so much memory; its exit code. */
  private static int hog(Path procs, int bytes) throws Exception {
    var script = "echo 0 >\"$1\"; exec dd if=/dev/zero of=/dev/null count=1 bs=\"$2\" status=none";
    return new ProcessBuilder("sh", "-c", script, "hog", procs.toString(), "" + bytes)
        .inheritIO()
        .start()
        .waitFor();
  }
}
