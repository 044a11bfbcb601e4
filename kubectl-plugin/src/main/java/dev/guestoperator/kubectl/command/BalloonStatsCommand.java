package dev.guestoperator.kubectl.command;

import dev.guestoperator.kubectl.config.Problem;
import dev.guestoperator.kubectl.gateway.BalloonAnswer;
import dev.guestoperator.kubectl.gateway.Gateway;
import dev.guestoperator.kubectl.output.Manifests;
import dev.guestoperator.kubectl.output.MemoryStatistics;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
    name = "balloon-stats",
    description = {
      "Show what a guest tells of its memory through its balloon.",
      "",
      "Memory is in bytes, faults and huge pages are counts since the guest started. They are the",
      "whole guest's; what it does not tell is not shown."
    },
    abbreviateSynopsis = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  kubectl guest balloon-stats hello",
      "  kubectl guest balloon-stats 0 3 --watch",
      "  kubectl guest balloon-stats hello -o json     with the state of the balloon"
    })
final class BalloonStatsCommand implements Callable<Integer> {
  private static final Duration PERIOD = Duration.ofSeconds(2);

  @ParentCommand GuestCommand parent;
  @Spec CommandSpec spec;
  @Mixin GuestArgument guest;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      converter = Format.Converter.class,
      completionCandidates = Format.Names.class,
      description = "json or yaml (default: a line for each figure).")
  Format format = Format.TEXT;

  @Option(
      names = {"-w", "--watch"},
      description = "Show them again whenever they change, until Ctrl-C.")
  boolean watch;

  @Override
  public Integer call() throws InterruptedException {
    var target = guest.resolve(parent.cluster());
    var gateway = new Gateway(parent.cluster());
    var out = spec.commandLine().getOut();
    var shown =
        text(gateway.balloon(target.namespace(), target.name()))
            .orElseThrow(() -> nothingTold(target));
    out.print(shown);
    // Checking flushes; a reader that is gone shows by the write after that.
    while (!out.checkError() && watch) {
      Thread.sleep(PERIOD);
      var now = text(gateway.balloon(target.namespace(), target.name())).orElse(shown);
      if (!now.equals(shown)) {
        out.print(separator() + now);
        shown = now;
      }
    }
    return 0;
  }

  /** Empty for people while the guest has told nothing, as when it has just booted. */
  private Optional<String> text(BalloonAnswer answer) {
    return switch (format) {
      case JSON -> Optional.of(Manifests.json(answer.document()));
      case YAML -> Optional.of(Manifests.yaml(answer.document()));
      case TEXT -> Optional.ofNullable(answer.balloon().stats()).map(MemoryStatistics::of);
    };
  }

  private static Problem nothingTold(GuestName target) {
    return new Problem(
        "guest %s has told nothing of its memory yet: try again in a moment, and see that"
                .formatted(target.name())
            + " spec.balloon.statsPeriodSeconds is not 0");
  }

  private String separator() {
    return switch (format) {
      case JSON -> "";
      case YAML -> "---\n";
      case TEXT -> "\n";
    };
  }
}
