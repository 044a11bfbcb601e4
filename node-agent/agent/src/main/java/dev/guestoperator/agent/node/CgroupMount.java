package dev.guestoperator.agent.node;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where a hierarchy of cgroups that can limit memory is mounted.
 *
 * @param version of cgroups
 * @param path of its root
 */
record CgroupMount(Version version, Path path) {
  /** The versions of cgroups, with the file that holds the limit in bytes. */
  enum Version {
    V1("memory.limit_in_bytes"),
    V2("memory.max");

    final String limit;

    Version(String limit) {
      this.limit = limit;
    }
  }

  /**
   * The hierarchies in /proc/self/mountinfo; see proc_pid_mountinfo(5). In a hybrid layout the
   * memory controller is in the hierarchy of version 1, and that of version 2 has none: who uses
   * the mounts looks.
   */
  static List<CgroupMount> parse(Stream<String> mountinfo) {
    return mountinfo.flatMap(line -> parse(line).stream()).toList();
  }

  private static Optional<CgroupMount> parse(String line) {
    var halves = line.split(" - ", 2);
    if (halves.length < 2) {
      return Optional.empty();
    }
    var mountPoint = Path.of(halves[0].split(" ")[4]);
    var type = halves[1].split(" ");
    return switch (type[0]) {
      case "cgroup2" -> Optional.of(new CgroupMount(Version.V2, mountPoint));
      case "cgroup" ->
          List.of(type[2].split(",")).contains("memory")
              ? Optional.of(new CgroupMount(Version.V1, mountPoint))
              : Optional.empty();
      default -> Optional.empty();
    };
  }
}
