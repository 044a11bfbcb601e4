package dev.guestoperator.kubectl.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestoperator.kubectl.Invocation;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CompletionsTest {
  private final CommandLine line = new CommandLine(new GuestCommand(null));

  /** A line ends where the user presses the tab key; "_" is an empty word. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          _                          | balloon balloon-stats completion cp interrupt launch list port-forward serial socat socat-listen start stop top version vsh
          st                         | start stop
          -n lab st                  | start stop
          launch --virtio-s          | --virtio-sound --virtio-sound-input
          launch --accelerator _     | auto kvm tcg
          list -o _                  | json name wide yaml
          list -o w                  | wide
          completion _               | bash fish zsh
          serial _                   | hello world
          serial h                   | hello
          serial --tail 3 h          | hello
          serial --tail=3 h          | hello
          serial hello _             | ''
          serial -n _                | ''
          balloon h                  | hello
          balloon hello _            | ''
          balloon-stats _            | hello world
          balloon-stats h -o _       | json yaml
          interrupt w                | world
          interrupt --count 3 h      | hello
          vsh _                      | hello world
          vsh --user bob h           | hello
          vsh hello --no             | --no-tty
          socat h                    | hello
          port-forward w             | world
          port-forward hello _       | ''
          cp _                       | ''
          launch x --int             | --interrupt
          top --o                    | --once
          stop --force w             | world
          launch _                   | ''
          nonsense _                 | ''
          """)
  void offersWhatFits(String typed, String expected) {
    var words = Arrays.stream(typed.split(" ")).map(w -> w.equals("_") ? "" : w).toList();

    var offered = Completions.of(line.getCommandSpec(), words, () -> List.of("hello", "world"));

    assertEquals(
        expected, offered.stream().map(c -> c.split("\t")[0]).collect(Collectors.joining(" ")));
  }

  @Test
  void printsWhatKubectlExpects() {
    var invocation = Invocation.of("__complete", "ver");

    assertEquals(
        """
        version\tShow the version of this program, and of the operator in the cluster if asked.
        :4
        """,
        invocation.out());
  }

  @ParameterizedTest
  @ValueSource(strings = {"bash", "zsh", "fish"})
  void scriptsAskTheProgram(String shell) {
    assertTrue(Invocation.of("completion", shell).out().contains("kubectl-guest __complete"));
  }
}
