package dev.guestoperator.kubectl.command;

import dev.guestoperator.kubectl.stream.SerialRequest;
import dev.guestoperator.kubectl.stream.SerialRequest.Scrollback;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
    name = "serial",
    description = {
      "Use the serial port of a guest: see what it prints, and type into it.",
      "",
      "On a terminal every key goes to the guest, except Ctrl-], which leaves; the guest runs on.",
      "Input from a pipe or file is typed into the guest; after its end the command goes on until",
      "the guest was silent for --linger. With empty input (</dev/null) it only shows the output,",
      "until the session ends. Any number of viewers can be attached at once."
    },
    abbreviateSynopsis = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  kubectl guest serial hello --from-start",
      "  echo uname -a | kubectl guest serial hello --tail 0",
      "  timeout 10 kubectl guest serial hello </dev/null >boot.log"
    })
final class SerialCommand implements Callable<Integer> {
  @ParentCommand GuestCommand parent;
  @Spec CommandSpec spec;
  @Mixin GuestArgument guest;

  @ArgGroup(exclusive = true)
  Past past = new Past();

  @Option(
      names = "--linger",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description = "Silence of the guest that ends the session after piped input (default: 2s).")
  Duration linger = Duration.ofSeconds(2);

  static final class Past {
    @Option(
        names = "--tail",
        paramLabel = "LINES",
        description = "Lines of earlier output to show first (default: 20).")
    int tail = 20;

    @Option(names = "--from-start", description = "Show all earlier output that is still kept.")
    boolean fromStart;

    Scrollback scrollback() {
      return fromStart ? new Scrollback.FromStart() : new Scrollback.Tail(tail);
    }
  }

  @Override
  public Integer call() throws InterruptedException {
    if (past.tail < 0) {
      throw new ParameterException(
          spec.commandLine(), "--tail expects 0 or more lines, not " + past.tail);
    }
    var target = guest.resolve(parent.cluster());
    return new SerialConsole(parent.cluster(), parent.stdio(), spec.commandLine().getErr())
        .run(new SerialRequest(target.namespace(), target.name(), past.scrollback()), linger);
  }
}
