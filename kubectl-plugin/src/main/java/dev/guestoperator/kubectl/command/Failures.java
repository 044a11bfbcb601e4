package dev.guestoperator.kubectl.command;

import dev.guestoperator.kubectl.config.Cluster;
import dev.guestoperator.kubectl.config.ClusterOptions;
import dev.guestoperator.kubectl.config.Problem;
import dev.guestoperator.kubectl.config.Unreachable;
import io.fabric8.kubernetes.client.KubernetesClientException;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns every failure into one sentence on standard error and an exit code. */
record Failures(ClusterOptions options, Cluster cluster) {

  int usage(ParameterException e, String[] args) {
    var command = e.getCommandLine();
    command
        .getErr()
        .printf(
            "error: %s%nSee '%s --help'.%n",
            usageSentence(e), command.getCommandSpec().qualifiedName());
    return ExitCode.USAGE;
  }

  int execution(Exception e, CommandLine command, ParseResult parsed) {
    command.getErr().println("error: " + sentence(e));
    if (options.verbose()) {
      e.printStackTrace(command.getErr());
    }
    return ExitCode.SOFTWARE;
  }

  private static String usageSentence(ParameterException e) {
    if (!(e instanceof UnmatchedArgumentException unmatched)) {
      return e.getMessage().replaceFirst("^Error: ", "");
    }
    var word = unmatched.getUnmatched().getFirst();
    var what =
        word.startsWith("-")
            ? "option"
            : e.getCommandLine().getSubcommands().isEmpty() ? "argument" : "command";
    return "unknown %s '%s'".formatted(what, word);
  }

  private String sentence(Exception e) {
    return switch (e) {
      case Problem problem -> problem.getMessage();
      case KubernetesClientException refused when refused.getStatus() != null ->
          ApiRefusal.sentence(refused.getStatus()).orElse(refused.getMessage());
      case KubernetesClientException silent -> Unreachable.sentence(cluster, silent);
      default -> "unexpected: " + e + " (run with --verbose for more)";
    };
  }
}
