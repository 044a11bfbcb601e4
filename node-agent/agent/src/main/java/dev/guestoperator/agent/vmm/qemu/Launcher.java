package dev.guestoperator.agent.vmm.qemu;

import dev.guestoperator.agent.vmm.Boot;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Starts the process of a machine. A small constant script does what must happen in the process
 * itself; it replaces itself by QEMU, so its pid is QEMU's.
 *
 * @param directory of the machine
 * @param user unix uid and gid that QEMU gets
 * @param cgroup the file that lets it join its cgroup
 * @param cpuTime after which the kernel kills it
 * @param kvm the device to open for it
 */
record Launcher(
    Path directory,
    int user,
    Optional<Path> cgroup,
    Optional<Duration> cpuTime,
    Optional<Path> kvm) {
  /** Where QEMU finds /dev/kvm open. */
  static final int KVM_FD = 5;

  /** Where QEMU finds the kernel, or the disk of a machine that boots by its firmware. */
  static final String IMAGE = "/dev/fd/4";

  /** Where QEMU finds the initial RAM disk. */
  static final String INITRD = "/dev/fd/6";

  /** The script's exit code when another process holds the lock. */
  static final int LOCKED = 75;

  private static final String SCRIPT = script();

  /**
   * @param boot the files to open for it
   * @param command QEMU and its arguments
   */
  Process launch(Boot boot, List<String> command) throws IOException {
    var words = new ArrayList<>(List.of("setsid", "/bin/sh", "-c", SCRIPT, "launch"));
    words.add(Integer.toString(user));
    words.add(cgroup.map(Path::toString).orElse(""));
    words.add(cpuTime.map(Duration::toSeconds).map(Object::toString).orElse("unlimited"));
    words.add(kvm.map(Path::toString).orElse(""));
    words.addAll(files(boot));
    words.addAll(command);
    var builder = new ProcessBuilder(words).directory(directory.toFile());
    builder.environment().keySet().retainAll(List.of("PATH"));
    return builder
        .redirectInput(new File("/dev/null"))
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve(QemuLog.NAME).toFile())
        .start();
  }

  private static List<String> files(Boot boot) {
    return switch (boot) {
      case Boot.Linux(var kernel, var initrd, _) ->
          List.of(kernel.toString(), initrd.map(Path::toString).orElse(""));
      case Boot.Bios(var disk) -> List.of(disk.toString(), "");
    };
  }

  private static String script() {
    try (var in = Launcher.class.getResourceAsStream("launch.sh")) {
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
