package dev.guestoperator.agent.vmm;

import java.nio.file.Path;
import java.util.Optional;

/** What a machine boots. */
public sealed interface Boot {
  /**
   * A Linux kernel, loaded by the VMM.
   *
   * @param cmdline the whole kernel command line
   */
  record Linux(Path kernel, Optional<Path> initrd, String cmdline) implements Boot {}

  /** A disk image that the firmware boots; read only, so that many machines share it. */
  record Bios(Path disk) implements Boot {}
}
