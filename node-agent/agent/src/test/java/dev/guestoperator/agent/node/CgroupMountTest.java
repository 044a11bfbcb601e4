package dev.guestoperator.agent.node;

import static dev.guestoperator.agent.node.CgroupMount.Version.V1;
import static dev.guestoperator.agent.node.CgroupMount.Version.V2;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class CgroupMountTest {
  @Test
  void findsTheHierarchiesOfAHybridLayout() {
    var mountinfo =
        """
        24 1 0:22 / / rw,relatime - ext4 /dev/vda rw
        30 24 0:26 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755
        31 30 0:27 / /sys/fs/cgroup/cpu rw,relatime - cgroup cgroup rw,cpu
        35 30 0:31 / /sys/fs/cgroup/memory rw,relatime shared:9 - cgroup cgroup rw,memory
        39 30 0:35 / /sys/fs/cgroup/systemd rw,relatime - cgroup cgroup rw,name=systemd
        40 30 0:36 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw
        """;

    var mounts = CgroupMount.parse(mountinfo.lines());

    assertEquals(
        List.of(
            new CgroupMount(V1, Path.of("/sys/fs/cgroup/memory")),
            new CgroupMount(V2, Path.of("/sys/fs/cgroup/unified"))),
        mounts);
  }

  @Test
  void findsTheUnifiedHierarchy() {
    var mountinfo =
        """
        30 24 0:26 / /sys/fs/cgroup rw,nosuid shared:4 master:2 - cgroup2 cgroup rw,nsdelegate
        """;

    assertEquals(
        List.of(new CgroupMount(V2, Path.of("/sys/fs/cgroup"))),
        CgroupMount.parse(mountinfo.lines()));
  }

  @Test
  void findsNone() {
    assertEquals(List.of(), CgroupMount.parse(List.of("", "garbage").stream()));
  }
}
