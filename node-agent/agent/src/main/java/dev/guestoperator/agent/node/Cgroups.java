package dev.guestoperator.agent.node;

import dev.guestoperator.agent.api.NodeFacts.CgroupFact;
import dev.guestoperator.agent.vmm.qemu.MemoryLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A cgroup for each guest, {@code guest-operator/UID} below the root of the hierarchy: not below
 * the agent's own, which its supervisor may empty.
 */
public final class Cgroups implements MemoryLimits {
  private static final String GROUP = "guest-operator";

  private final Optional<CgroupMount> mount;
  private final CgroupFact fact;

  private Cgroups(Optional<CgroupMount> mount, CgroupFact fact) {
    this.mount = mount;
    this.fact = fact;
  }

  /** Finds out by trying what the node has. */
  public static Cgroups detect() throws IOException {
    try (var mountinfo = Files.lines(Path.of("/proc/self/mountinfo"))) {
      return of(CgroupMount.parse(mountinfo));
    }
  }

  static Cgroups of(List<CgroupMount> mounts) {
    var problems = new ArrayList<String>();
    for (var mount : mounts) {
      try {
        prepare(mount);
        var version = mount.version().name().toLowerCase(Locale.ROOT);
        return new Cgroups(Optional.of(mount), new CgroupFact(version, null));
      } catch (IOException e) {
        problems.add(mount.path() + ": " + e.getMessage());
      }
    }
    var reason =
        problems.isEmpty()
            ? "No hierarchy of cgroups with the memory controller is mounted."
            : "The memory of guests is not limited: " + String.join("; ", problems);
    return new Cgroups(Optional.empty(), new CgroupFact("none", reason));
  }

  /** Which version of cgroups limits memory, or why none does. */
  public CgroupFact fact() {
    return fact;
  }

  @Override
  public Optional<Path> create(String uid, long bytes) throws IOException {
    if (mount.isEmpty()) {
      return Optional.empty();
    }
    var group = group(mount.get(), uid);
    Files.createDirectories(group);
    Files.writeString(group.resolve(mount.get().version().limit), Long.toString(bytes));
    return Optional.of(group.resolve("cgroup.procs"));
  }

  @Override
  public void remove(String uid) throws IOException {
    if (mount.isPresent()) {
      Files.deleteIfExists(group(mount.get(), uid));
    }
  }

  private static void prepare(CgroupMount mount) throws IOException {
    var parent = Files.createDirectories(mount.path().resolve(GROUP));
    if (mount.version() == CgroupMount.Version.V2) {
      delegateMemory(mount.path());
      delegateMemory(parent);
    }
    var trial = Files.createDirectories(parent.resolve("trial"));
    try {
      if (!Files.isWritable(trial.resolve(mount.version().limit))) {
        throw new IOException("it has no memory controller");
      }
    } finally {
      Files.delete(trial);
    }
  }

  private static void delegateMemory(Path group) throws IOException {
    Files.writeString(group.resolve("cgroup.subtree_control"), "+memory");
  }

  private static Path group(CgroupMount mount, String uid) {
    return mount.path().resolve(GROUP).resolve(uid);
  }
}
