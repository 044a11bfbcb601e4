package dev.guestoperator.kubectl.command;

import dev.guestoperator.kubectl.config.Problem;
import dev.guestoperator.kubectl.gateway.Gateway;
import dev.guestoperator.kubectl.gateway.Raised;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
    name = "interrupt",
    description = {
      "Raise an interrupt line of a guest.",
      "",
      "The line has to be one of spec.interrupts with source manual. Each interrupt is raised when",
      "the guest has taken the one before, so /proc/interrupts in the guest counts every one."
    },
    abbreviateSynopsis = true,
    footerHeading = "%nExamples:%n",
    footer = {"  kubectl guest interrupt hello 5", "  kubectl guest interrupt 0 3 5 --count 1000"})
final class InterruptCommand implements Callable<Integer> {
  private static final int MAX_COUNT = 1_000_000;

  /** What the gateway takes at a time. */
  private static final long AT_ONCE = 1000;

  @ParentCommand GuestCommand parent;
  @Spec CommandSpec spec;

  @Parameters(
      index = "0..2",
      arity = "1..3",
      paramLabel = "(NAME | ENV_ID CID) LINE",
      hideParamSyntax = true,
      completionCandidates = GuestNames.class,
      description =
          "The guest, by its name or by its environment's id and its context id; and the number of"
              + " the line.")
  List<String> words;

  @Option(
      names = "--count",
      paramLabel = "N",
      converter = Values.Count.class,
      description = "How often to raise it, 1 to 1000000 (default: 1).")
  int count = 1;

  @Override
  public Integer call() {
    var guest = GuestWords.beforeValue(spec, words, "LINE");
    int line = line(words.getLast());
    if (count < 1 || count > MAX_COUNT) {
      throw new ParameterException(
          spec.commandLine(),
          "--count expects a number from 1 to %d, not %d".formatted(MAX_COUNT, count));
    }
    var target = guest.resolve(parent.cluster());
    var raised = raise(target, line);
    if (raised.taken() < count) {
      throw new Problem(
          "guest %s does not take interrupts of line %d: %s"
              .formatted(target.name(), line, text(raised)));
    }
    spec.commandLine().getOut().printf("line %d: %s%n", line, text(raised));
    return 0;
  }

  /** Goes on while the guest takes all of them. */
  private Raised raise(GuestName target, int line) {
    var gateway = new Gateway(parent.cluster());
    var all = Raised.NONE;
    try {
      var part = all;
      do {
        int rest = (int) Math.min(AT_ONCE, count - all.requested());
        part = gateway.interrupt(target.namespace(), target.name(), line, rest);
        all = all.plus(part);
      } while (all.requested() < count && part.requested() > 0 && part.taken() == part.requested());
      return all;
    } catch (KubernetesClientException | Problem e) {
      if (all.requested() > 0) {
        spec.commandLine().getErr().printf("line %d: %s, and then:%n", line, text(all));
      }
      throw e;
    }
  }

  private int line(String word) {
    if (!word.matches("\\d{1,3}")) {
      throw new ParameterException(spec.commandLine(), "Invalid line: " + word);
    }
    return Integer.parseInt(word);
  }

  private static String text(Raised raised) {
    return "raised %d, taken %d".formatted(raised.requested(), raised.taken());
  }
}
