package dev.guestoperator.kubectl.command;

import dev.guestoperator.crds.guest.GuestSpec.RunStrategy;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
    name = "start",
    description = "Start a guest that was stopped: sets spec.runStrategy to Always.",
    abbreviateSynopsis = true,
    footerHeading = "%nExamples:%n",
    footer = "  kubectl guest start hello --wait")
final class StartCommand implements Callable<Integer> {
  @ParentCommand GuestCommand parent;
  @Spec CommandSpec spec;
  @Mixin GuestArgument guest;

  @Mixin WaitOptions waiting;

  @Override
  public Integer call() throws InterruptedException {
    var target = guest.resolve(parent.cluster());
    var messages = spec.commandLine().getErr();
    SpecPatch.runStrategy(RunStrategy.ALWAYS).apply(target.in(parent.cluster()));
    if (waiting.wait) {
      new GuestWait(target, parent.cluster(), messages).until(Goal.RUNNING, waiting.timeout);
    }
    messages.printf("guest %s %s%n", target.name(), waiting.wait ? "runs" : "will be started");
    return 0;
  }
}
