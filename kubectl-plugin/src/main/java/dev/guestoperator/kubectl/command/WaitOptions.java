package dev.guestoperator.kubectl.command;

import java.time.Duration;
import picocli.CommandLine.Option;

/** Whether, and for how long, to wait until a guest is as asked for. */
final class WaitOptions {
  @Option(names = "--wait", description = "Wait until the guest is as asked for.")
  boolean wait;

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description = "How long to wait, for example 90s (default: 5m).")
  Duration timeout = Duration.ofMinutes(5);
}
