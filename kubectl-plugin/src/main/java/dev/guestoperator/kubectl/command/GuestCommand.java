package dev.guestoperator.kubectl.command;

import dev.guestoperator.kubectl.config.Cluster;
import dev.guestoperator.kubectl.config.ClusterOptions;
import dev.guestoperator.kubectl.terminal.Stdio;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** {@code kubectl guest}: what all commands share. */
@Command(
    name = "kubectl guest",
    description =
        "Run virtual machines in Kubernetes, and use their shells, sockets and serial ports.",
    versionProvider = ProgramVersion.class,
    subcommands = {
      LaunchCommand.class,
      ListCommand.class,
      SerialCommand.class,
      VshCommand.class,
      SocatCommand.class,
      SocatListenCommand.class,
      PortForwardCommand.class,
      CpCommand.class,
      StartCommand.class,
      StopCommand.class,
      BalloonCommand.class,
      BalloonStatsCommand.class,
      TopCommand.class,
      InterruptCommand.class,
      VersionCommand.class,
      CompletionCommand.class
    },
    synopsisSubcommandLabel = "COMMAND",
    abbreviateSynopsis = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  kubectl guest launch busybox --name hello   make a guest and use its serial port",
      "  kubectl guest list                          show guests and their numbers",
      "  kubectl guest serial hello                  the serial port of a guest; Ctrl-] leaves",
      "  kubectl guest serial 0 3                    the same, by environment id and context id",
      "  kubectl guest vsh hello                     a shell in a guest, without a network",
      "  kubectl guest vsh hello -- uname -a         a command in it",
      "  kubectl guest cp notes.txt hello:/tmp       copy files to a guest, and back",
      "  kubectl guest port-forward hello 8080:80    reach a vsock port of it locally",
      "  kubectl guest stop hello                    shut a guest down",
      "  kubectl guest top                           see how guests use their memory"
    })
public final class GuestCommand {
  @Mixin ClusterOptions options = new ClusterOptions();

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      order = 99,
      description = "Show this help and exit.")
  boolean help;

  @Option(names = "--version", versionHelp = true, description = "Show the version and exit.")
  boolean version;

  private final Stdio stdio;
  private final Cluster cluster = new Cluster(options);

  GuestCommand(Stdio stdio) {
    this.stdio = stdio;
  }

  /** Runs one command line and returns its exit code: 0, 1 for a failure, 2 for wrong usage. */
  public static int run(Stdio stdio, String... args) {
    var command = new GuestCommand(stdio);
    try (var _ = command.cluster) {
      var line = commandLine(command);
      return args.length > 0 && args[0].equals(Completer.COMMAND)
          ? new Completer(command, line).complete(List.of(args).subList(1, args.length))
          : line.execute(args);
    }
  }

  static CommandLine commandLine(GuestCommand command) {
    var failures = new Failures(command.options, command.cluster);
    return new CommandLine(command)
        .setOut(new PrintWriter(command.stdio.out(), true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(command.stdio.err(), true, StandardCharsets.UTF_8))
        .setUsageHelpWidth(100)
        .setUsageHelpAutoWidth(true)
        .setAbbreviatedOptionsAllowed(false)
        .setOverwrittenOptionsAllowed(true)
        .setParameterExceptionHandler(failures::usage)
        .setExecutionExceptionHandler(failures::execution);
  }

  Cluster cluster() {
    return cluster;
  }

  Stdio stdio() {
    return stdio;
  }
}
