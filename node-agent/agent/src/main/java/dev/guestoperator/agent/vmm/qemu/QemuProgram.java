package dev.guestoperator.agent.vmm.qemu;

import dev.guestoperator.agent.vmm.MachineException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * The QEMU of the node.
 *
 * @param name of the program, looked for in PATH
 */
public record QemuProgram(String name) {
  /** What distributions call it. */
  public static final QemuProgram DEFAULT = new QemuProgram("qemu-system-x86_64");

  private static final int MAX_OUTPUT = 4096;

  /**
   * Runs it to learn its version.
   *
   * @throws MachineException if there is none, or it is too old
   */
  public QemuVersion version() throws MachineException {
    var version =
        QemuVersion.parse(output())
            .orElseThrow(() -> missing(name + " does not say what version it is", null));
    if (!version.atLeast(QemuVersion.OLDEST)) {
      throw missing(name + " is version " + version + ", which is too old", null);
    }
    return version;
  }

  private String output() throws MachineException {
    try {
      var process = new ProcessBuilder(name, "--version").redirectErrorStream(true).start();
      try (var in = process.getInputStream()) {
        return new String(in.readNBytes(MAX_OUTPUT), StandardCharsets.UTF_8);
      } finally {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      throw missing("this node has no " + name, e);
    }
  }

  private MachineException missing(String what, IOException cause) {
    return new MachineException(
        "VmmMissing",
        "%s: install QEMU %s or newer on the node.".formatted(what, QemuVersion.OLDEST),
        cause);
  }
}
