package dev.guestoperator.kubectl.command;

import dev.guestoperator.kubectl.stream.ExecRequest;
import dev.guestoperator.kubectl.stream.ExecRequest.Setting;
import dev.guestoperator.kubectl.terminal.Stdio;
import dev.guestoperator.kubectl.terminal.Terminal;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
    name = "vsh",
    description = {
      "Open a virtual shell in a guest, or run a command there, over vsock.",
      "",
      "The guest needs no network, but a vshd. What is not said is the first guest that runs, at",
      "first in the environment 'default', and port 9001. Waits until the guest and its vshd are",
      "ready. The exit code is that of the command; 123 if the connection was lost, 1 if it did not",
      "come about."
    },
    customSynopsis =
        "kubectl guest vsh [OPTIONS] [NAME | ENV_ID [CID [PORT]]] [--args ARG]... [-- COMMAND...]",
    footerHeading = "%nExamples:%n",
    footer = {
      "  kubectl guest vsh hello                        a login shell",
      "  kubectl guest vsh 0 3 -- ls -l /               one command",
      "  tar c . | kubectl guest vsh hello --cwd /srv -- tar x",
      "  kubectl guest vsh hello -t -- vi /etc/motd"
    })
final class VshCommand implements Callable<Integer> {
  private static final String END_OF_OPTIONS = "--";
  private static final String TERM = "TERM";

  @ParentCommand GuestCommand parent;
  @Spec CommandSpec spec;

  @Parameters(
      index = "0..*",
      paramLabel = "WORD",
      completionCandidates = GuestNames.class,
      description =
          "Name of the guest; or id of its environment, its context id and the port of vshd, as far"
              + " as they matter. After -- the command and its arguments.")
  List<String> words = List.of();

  @Option(
      names = "--args",
      paramLabel = "ARG",
      description = "A word of the command, before those after --; repeatable.")
  List<String> args = List.of();

  @ArgGroup(exclusive = true)
  Tty tty = new Tty();

  static final class Tty {
    @Option(
        names = {"-t", "--tty"},
        description = "Give the command a terminal (default: if input and output are one).")
    boolean wanted;

    @Option(
        names = {"-T", "--no-tty"},
        description = "Give the command pipes, and so its output and errors apart.")
    boolean unwanted;
  }

  @Option(
      names = "--user",
      paramLabel = "NAME",
      description = "User of the guest to be (default: the one that vshd runs as).")
  String user;

  @Option(
      names = "--env",
      paramLabel = "NAME=VALUE",
      description = "A variable of the command's environment; repeatable.")
  List<String> environment = List.of();

  @Option(
      names = "--cwd",
      paramLabel = "DIRECTORY",
      description = "Directory of the guest to be in (default: the user's home).")
  String directory;

  @Mixin ShellOptions waiting;

  @Override
  public Integer call() throws InterruptedException {
    environment.forEach(this::check);
    int command = wordsAfterDashes();
    var where = words.subList(0, words.size() - command);
    var argv =
        Stream.concat(args.stream(), words.subList(where.size(), words.size()).stream()).toList();
    var place = new VshWords(spec, where).resolve(parent.cluster());
    var stdio = parent.stdio().lookForTerminal();
    return new Shell(parent.cluster(), stdio, spec.commandLine().getErr())
        .run(request(place, argv, stdio), waiting.timeout);
  }

  private void check(String variable) {
    if (variable.indexOf('=') < 1) {
      throw new ParameterException(
          spec.commandLine(), "--env expects NAME=VALUE, not '%s'".formatted(variable));
    }
  }

  /** The parser takes all words for one list, and forgets the mark in the middle. */
  private int wordsAfterDashes() {
    var typed = spec.commandLine().getParseResult().originalArgs();
    int mark = typed.indexOf(END_OF_OPTIONS);
    return mark < 0 ? 0 : typed.size() - mark - 1;
  }

  private ExecRequest request(VshWords.Place place, List<String> argv, Stdio stdio) {
    boolean terminal = usesTerminal(stdio);
    return new ExecRequest(
        place.guest().namespace(),
        place.guest().name(),
        place.port(),
        argv,
        terminal,
        stdio.terminal().filter(t -> terminal).map(Terminal::size),
        new Setting(
            Optional.ofNullable(user), Optional.ofNullable(directory), variables(terminal)));
  }

  private boolean usesTerminal(Stdio stdio) {
    return tty.wanted
        || (!tty.unwanted && stdio.terminal().isPresent() && stdio.outputIsTerminal());
  }

  /** Programs in the guest have to know what the terminal here understands. */
  private List<String> variables(boolean terminal) {
    var term =
        Optional.ofNullable(System.getenv(TERM))
            .filter(here -> terminal)
            .filter(here -> environment.stream().noneMatch(v -> v.startsWith(TERM + "=")))
            .map(here -> TERM + "=" + here);
    return Stream.concat(term.stream(), environment.stream()).toList();
  }
}
