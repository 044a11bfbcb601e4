package dev.guestoperator.kubectl.command;

import dev.guestoperator.crds.guest.Guest;
import dev.guestoperator.crds.guest.GuestSpec.RunStrategy;
import dev.guestoperator.kubectl.terminal.AtExit;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
    name = "stop",
    description = {
      "Shut a guest down and keep it off: sets spec.runStrategy to Halted.",
      "",
      "With --force it is switched off at once: spec.terminationGracePeriodSeconds is 0 until the",
      "guest is off, and then what it was before."
    },
    abbreviateSynopsis = true,
    footerHeading = "%nExamples:%n",
    footer = {"  kubectl guest stop hello --wait", "  kubectl guest stop hello --force"})
final class StopCommand implements Callable<Integer> {
  /** What the API's schema says of a guest that does not. */
  private static final int DEFAULT_GRACE_SECONDS = 30;

  @ParentCommand GuestCommand parent;
  @Spec CommandSpec spec;
  @Mixin GuestArgument guest;

  @Option(
      names = {"-f", "--force"},
      description = "Switch the guest off instead of shutting it down; waits until it is off.")
  boolean force;

  @Mixin WaitOptions waiting;

  @Override
  public Integer call() throws InterruptedException {
    var target = guest.resolve(parent.cluster());
    var before = target.read(parent.cluster());
    if (GuestStates.isOff(before)) {
      messages().println("Nothing to do - the guest is not running");
    } else if (force) {
      switchOff(target, before);
    } else {
      shutDown(target);
    }
    return 0;
  }

  private void shutDown(GuestName target) throws InterruptedException {
    SpecPatch.runStrategy(RunStrategy.HALTED).apply(target.in(parent.cluster()));
    if (waiting.wait) {
      waitUntilOff(target);
    }
    messages().printf("guest %s %s%n", target.name(), waiting.wait ? "is off" : "is shutting down");
  }

  private void switchOff(GuestName target, Guest before) throws InterruptedException {
    var restore = SpecPatch.grace(grace(before));
    try (var hint = new AtExit(() -> tellHowToRestore(target, restore))) {
      SpecPatch.haltAtOnce().apply(target.in(parent.cluster()));
      waitUntilOff(target);
      restore.apply(target.in(parent.cluster()));
      hint.cancel();
    }
    messages().printf("guest %s is off%n", target.name());
  }

  private void waitUntilOff(GuestName target) throws InterruptedException {
    new GuestWait(target, parent.cluster(), messages()).until(Goal.OFF, waiting.timeout);
  }

  private void tellHowToRestore(GuestName target, SpecPatch restore) {
    messages()
        .printf(
            "The grace period of guest %s is still 0; once it is off, restore it with:%n"
                + "  kubectl patch guest %s -n %s --type merge -p '%s'%n",
            target.name(), target.name(), target.namespace(), restore.json());
  }

  private static int grace(Guest guest) {
    return Objects.requireNonNullElse(
        guest.getSpec().terminationGracePeriodSeconds(), DEFAULT_GRACE_SECONDS);
  }

  private PrintWriter messages() {
    return spec.commandLine().getErr();
  }
}
