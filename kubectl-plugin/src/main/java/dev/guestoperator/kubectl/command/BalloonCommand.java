package dev.guestoperator.kubectl.command;

import io.fabric8.kubernetes.api.model.Quantity;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
    name = "balloon",
    description = {
      "Say how much of its memory a guest is to give back: sets spec.balloon.targetPages.",
      "",
      "PAGES is the number of pages of 4 KiB that the balloon is to hold, not how many to add. The",
      "target stays, through restarts as well, until it is set anew; 0 empties the balloon."
    },
    abbreviateSynopsis = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  kubectl guest balloon hello 1024",
      "  kubectl guest balloon 0 3 1024 --wait",
      "  kubectl guest balloon hello --size 256Mi --wait --timeout 30s"
    })
final class BalloonCommand implements Callable<Integer> {
  @ParentCommand GuestCommand parent;
  @Spec CommandSpec spec;

  @Parameters(
      index = "0..2",
      arity = "1..3",
      paramLabel = "(NAME | ENV_ID CID) PAGES",
      hideParamSyntax = true,
      completionCandidates = GuestNames.class,
      description =
          "The guest, by its name or by its environment's id and its context id; and, without"
              + " --size, the pages of 4 KiB that its balloon is to hold.")
  List<String> words;

  @Option(
      names = "--size",
      paramLabel = "SIZE",
      converter = Values.Memory.class,
      description =
          "Size of the balloon instead of PAGES, such as 256Mi, rounded down to whole pages.")
  Quantity size;

  @Mixin WaitOptions waiting;

  @Override
  public Integer call() throws InterruptedException {
    var guest = size == null ? GuestWords.beforeValue(spec, words, "PAGES") : guestOfSize();
    long pages =
        size == null
            ? Pages.parse(words.getLast()).orElseThrow(() -> wrong(words.getLast()))
            : Pages.of(size).orElseThrow(() -> wrong(size.toString()));
    var target = guest.resolve(parent.cluster());
    if (waiting.wait) {
      var before = target.read(parent.cluster());
      ask(target, pages);
      new GuestWait(target, parent.cluster(), messages())
          .until(Goal.balloon(before, pages), waiting.timeout);
      messages().printf("guest %s has %s in its balloon%n", target.name(), Pages.text(pages));
    } else {
      ask(target, pages);
    }
    return 0;
  }

  private void ask(GuestName target, long pages) {
    SpecPatch.balloon(pages).apply(target.in(parent.cluster()));
    messages().printf("guest %s is to have %s in its balloon%n", target.name(), Pages.text(pages));
  }

  private PrintWriter messages() {
    return spec.commandLine().getErr();
  }

  private GuestWords guestOfSize() {
    if (words.size() > 2) {
      throw new ParameterException(
          spec.commandLine(), "PAGES and --size exclude each other: give one of them");
    }
    return new GuestWords(spec, words);
  }

  private ParameterException wrong(String word) {
    return new ParameterException(spec.commandLine(), "Invalid number of pages: " + word);
  }
}
