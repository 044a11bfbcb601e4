package dev.guestoperator.kubectl.command;

import java.time.Duration;
import picocli.CommandLine.Option;

/** For how long to wait for a shell in a guest. */
final class ShellOptions {
  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description = "How long to wait for the guest and its vshd (default: 60s).")
  Duration timeout = Duration.ofSeconds(60);
}
