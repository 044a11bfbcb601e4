package dev.guestoperator.kubectl.command;

import dev.guestoperator.crds.guest.GuestStatus.Stats;
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
    var shown = print(gateway.balloon(target.namespace(), target.name()), target);
    spec.commandLine().getOut().print(shown);
    spec.commandLine().getOut().flush();
    while (watch) {
      Thread.sleep(PERIOD);
      var now = print(gateway.balloon(target.namespace(), target.name()), target);
      if (!now.equals(shown)) {
        spec.commandLine().getOut().print(separator() + now);
        spec.commandLine().getOut().flush();
        shown = now;
      }
    }
    return 0;
  }

  private String print(BalloonAnswer answer, GuestName target) {
    return switch (format) {
      case JSON -> Manifests.json(answer.document());
      case YAML -> Manifests.yaml(answer.document());
      case TEXT -> MemoryStatistics.of(stats(answer, target));
    };
  }

  private static Stats stats(BalloonAnswer answer, GuestName target) {
    return Optional.ofNullable(answer.balloon().stats())
        .orElseThrow(
            () ->
                new Problem(
                    "guest %s has told nothing of its memory yet: try again in a moment, and see that"
                            .formatted(target.name())
                        + " spec.balloon.statsPeriodSeconds is not 0"));
  }

  private String separator() {
    return switch (format) {
      case JSON -> "";
      case YAML -> "---\n";
      case TEXT -> "\n";
    };
  }
}
