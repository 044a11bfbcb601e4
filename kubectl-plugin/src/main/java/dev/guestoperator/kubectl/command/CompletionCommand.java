package dev.guestoperator.kubectl.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "completion",
    description = {
      "Print a script that completes the command kubectl-guest in a shell.",
      "",
      "kubectl itself completes 'kubectl guest' as soon as kubectl_complete-guest is in the PATH."
    },
    abbreviateSynopsis = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  source <(kubectl guest completion bash)",
      "  kubectl guest completion fish >~/.config/fish/completions/kubectl-guest.fish"
    })
final class CompletionCommand implements Runnable {
  private static final List<String> SHELLS = List.of("bash", "zsh", "fish");

  @Spec CommandSpec spec;

  @Parameters(
      paramLabel = "SHELL",
      completionCandidates = Shells.class,
      description = "bash, zsh or fish.")
  String shell;

  @Override
  public void run() {
    if (!SHELLS.contains(shell)) {
      throw new ParameterException(
          spec.commandLine(), "unknown shell '%s': write bash, zsh or fish".formatted(shell));
    }
    var out = spec.commandLine().getOut();
    out.print(script(shell));
    out.flush();
  }

  private static String script(String shell) {
    try (var file =
        CompletionCommand.class.getResourceAsStream(
            "/dev/guestoperator/kubectl/completion." + shell)) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static final class Shells implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return SHELLS.iterator();
    }
  }
}
