package dev.guestoperator.agent.pack;

import dev.guestoperator.agent.vmm.Boot;
import java.util.ArrayList;
import java.util.List;

/**
 * A package whose files are what its package.yaml says.
 *
 * @param digest of its package.yaml, and so of every file, {@code sha256:…}
 * @param minimumMemoryBytes that a guest needs
 */
public record PreparedPackage(String digest, Boot boot, long minimumMemoryBytes) {
  /** What a guest boots that adds something to the kernel's command line. */
  public Boot boot(List<String> cmdlineAdd) {
    return switch (boot) {
      case Boot.Bios bios -> bios;
      case Boot.Linux(var kernel, var initrd, var cmdline) -> {
        var words = new ArrayList<>(List.of(cmdline));
        words.addAll(cmdlineAdd);
        yield new Boot.Linux(kernel, initrd, String.join(" ", words).strip());
      }
    };
  }
}
