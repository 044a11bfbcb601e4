package dev.guestoperator.kubectl.command;

import java.util.OptionalLong;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** The ports of vsock. */
final class Ports {
  /** The one above means any port (virtio 1.2, 5.10.4, and VMADDR_PORT_ANY of vsock(7)). */
  private static final long MAX = 0xffff_fffeL;

  private Ports() {}

  /** The port that a word names, if it names one. */
  static OptionalLong parse(String word) {
    return word.matches("\\d{1,10}") && Long.parseLong(word) <= MAX
        ? OptionalLong.of(Long.parseLong(word))
        : OptionalLong.empty();
  }

  /**
   * The port that a word names.
   *
   * @throws ParameterException if it names none
   */
  static long read(CommandSpec command, String word) {
    return parse(word)
        .orElseThrow(() -> new ParameterException(command.commandLine(), "Invalid port: " + word));
  }
}
