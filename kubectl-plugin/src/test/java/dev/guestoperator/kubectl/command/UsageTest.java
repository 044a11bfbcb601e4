package dev.guestoperator.kubectl.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestoperator.kubectl.Invocation;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** What is typed wrong: exit code 2 and one sentence; no cluster is asked. */
class UsageTest {
  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      textBlock =
          """
          ''                                   => Missing required subcommand
          lunch busybox                        => unknown command 'lunch'
          list --all                           => unknown option '--all'
          list hello                           => unknown argument 'hello'
          list -o table                        => Invalid value for option '--output': unknown output format 'table': write wide, json, yaml or name
          list -n                              => Missing required parameter for option '--namespace' (NAME)
          launch                               => Missing required parameter: 'PACKAGE'
          launch a b                           => unknown argument 'b'
          launch a --cpus many                 => Invalid value for option '--cpus': expects a number; received 'many'
          launch a --cpus -1                   => Invalid value for option '--cpus': expects a number; received '-1'
          launch a --memory big                => Invalid value for option '--memory': expects bytes or a quantity such as 512Mi; received 'big'
          launch a --memory 1GB                => Invalid value for option '--memory': expects bytes or a quantity such as 512Mi; received '1GB'
          launch a --default-net yes           => Invalid value for option '--default-net': expects either 'true' or 'false'; received 'yes'
          launch a --virtio-balloon 1          => Invalid value for option '--virtio-balloon': expects either 'true' or 'false'; received '1'
          launch a --virtio-console TRUE       => Invalid value for option '--virtio-console': expects either 'true' or 'false'; received 'TRUE'
          launch a --virtio-gpu off            => Invalid value for option '--virtio-gpu': expects either 'true' or 'false'; received 'off'
          launch a --virtio-rng no             => Invalid value for option '--virtio-rng': expects either 'true' or 'false'; received 'no'
          launch a --virtio-sound x            => Invalid value for option '--virtio-sound': expects either 'true' or 'false'; received 'x'
          launch a --virtio-sound-input x      => Invalid value for option '--virtio-sound-input': expects either 'true' or 'false'; received 'x'
          launch a --accelerator xen           => Invalid value for option '--accelerator': expects auto, kvm or tcg; received 'xen'
          launch a --wait-timeout 5            => Invalid value for option '--wait-timeout': '5' is no duration: write for example 30s or 5m
          launch a --rm --detach               => --rm and --detach exclude each other: nothing would be left to use
          launch a --virtio-net true         => unknown option '--virtio-net'
          serial                               => Missing required parameter: '(NAME | ENV_ID CID)'
          serial 0 3 4                         => unknown argument '4'
          serial x 3                           => Invalid environment ID: x
          serial 0 hello                       => Invalid context ID: hello
          serial 0 0x3                         => Invalid context ID: 0x3
          serial -1 3                          => Invalid environment ID: -1
          serial 4294967296 3                  => Invalid environment ID: 4294967296
          serial hello --tail -3               => --tail expects 0 or more lines, not -3
          serial hello --tail 1 --from-start   => --tail=LINES, --from-start are mutually exclusive (specify only one)
          serial hello --linger soon           => Invalid value for option '--linger': 'soon' is no duration: write for example 30s or 5m
          vsh a b c d                          => unknown argument 'd': write -- before a command
          vsh hello 3                          => Invalid environment ID: hello
          vsh 0 hello                          => Invalid context ID: hello
          vsh 0 3 ssh                          => Invalid port: ssh
          vsh 0 3 4294967295                   => Invalid port: 4294967295
          vsh 4294967296                       => Invalid environment ID: 4294967296
          vsh -t -T                            => --tty, --no-tty are mutually exclusive (specify only one)
          vsh hello --env HOME                 => --env expects NAME=VALUE, not 'HOME'
          vsh hello --env =x                   => --env expects NAME=VALUE, not '=x'
          vsh hello --timeout soon             => Invalid value for option '--timeout': 'soon' is no duration: write for example 30s or 5m
          vsh hello --login                    => unknown option '--login'
          socat                                => Missing required parameter: '(NAME | ENV_ID CID) PORT'
          socat hello                          => Missing required parameter: 'PORT'
          socat hello ssh                      => Invalid port: ssh
          socat hello 4294967295               => Invalid port: 4294967295
          socat hello -1                       => Invalid port: -1
          socat x 3 22                         => Invalid environment ID: x
          socat 0 3 22 23                      => unknown argument '23'
          socat-listen                         => Missing required parameters: '(ENV_NAME | ENV_ID)', 'PORT'
          socat-listen default                 => Missing required parameter: 'PORT'
          socat-listen default http            => Invalid port: http
          socat-listen 4294967296 80           => Invalid environment ID: 4294967296
          port-forward                         => Missing required parameters: 'NAME', 'LOCAL:PORT'
          port-forward hello                   => Missing required parameter: 'LOCAL:PORT'
          port-forward hello 80                => expects LOCAL:PORT, for example 8080:80 or ./web.sock:80, not '80'
          port-forward hello 65536:80          => expects LOCAL:PORT, for example 8080:80 or ./web.sock:80, not '65536:80'
          port-forward hello web:80            => expects LOCAL:PORT, for example 8080:80 or ./web.sock:80, not 'web:80'
          port-forward hello 8080:http         => expects LOCAL:PORT, for example 8080:80 or ./web.sock:80, not '8080:http'
          cp                                   => Missing required parameters: 'SRC', 'DST'
          cp a                                 => Missing required parameter: 'DST'
          cp a b                               => write one of SRC and DST as NAME:/PATH in a guest
          cp hello:/a hello:/b                 => write one of SRC and DST as NAME:/PATH in a guest
          cp ./hello:/a b                      => write one of SRC and DST as NAME:/PATH in a guest
          cp hello:a b                         => write one of SRC and DST as NAME:/PATH in a guest
          start                                => Missing required parameter: '(NAME | ENV_ID CID)'
          stop x y                             => Invalid environment ID: x
          stop hello --timeout later           => Invalid value for option '--timeout': 'later' is no duration: write for example 30s or 5m
          launch a --interrupt five            => Invalid value for option '--interrupt' (LINE[=SOURCE]): expects a line such as 5, or 5=uio:NAME; received 'five'
          balloon                              => Missing required parameter: '(NAME | ENV_ID CID) PAGES'
          balloon hello                        => Missing required parameter: 'PAGES'
          balloon hello many                   => Invalid number of pages: many
          balloon hello 4294967296             => Invalid number of pages: 4294967296
          balloon hello -1                     => Invalid number of pages: -1
          balloon x 3 1024                     => Invalid environment ID: x
          balloon 0 3 1024 5                   => unknown argument '5'
          balloon 0 3 1024 --size 4Mi          => PAGES and --size exclude each other: give one of them
          balloon hello --size 16Ti            => Invalid number of pages: 16Ti
          balloon hello --size big             => Invalid value for option '--size': expects bytes or a quantity such as 512Mi; received 'big'
          balloon-stats                        => Missing required parameter: '(NAME | ENV_ID CID)'
          balloon-stats 0 3 4                  => unknown argument '4'
          balloon-stats hello -o wide          => Invalid value for option '--output': unknown output format 'wide': write json or yaml
          interrupt                            => Missing required parameter: '(NAME | ENV_ID CID) LINE'
          interrupt hello                      => Missing required parameter: 'LINE'
          interrupt hello five                 => Invalid line: five
          interrupt hello 5 5                  => Invalid environment ID: hello
          interrupt 0 3 5 1                    => unknown argument '1'
          interrupt hello 5 --count 0          => --count expects a number from 1 to 1000000, not 0
          interrupt hello 5 --count 1000001    => --count expects a number from 1 to 1000000, not 1000001
          interrupt hello 5 --count -1         => Invalid value for option '--count': expects a number; received '-1'
          top hello                            => unknown argument 'hello'
          version -o wide                      => Invalid value for option '--output': unknown output format 'wide': write json or yaml
          completion                           => Missing required parameter: 'SHELL'
          completion tcsh                      => unknown shell 'tcsh': write bash, zsh or fish
          """)
  void wrongUsageIsToldInOneSentence(String line, String sentence) {
    var invocation = Invocation.of(words(line));

    assertEquals("error: " + sentence, invocation.err().lines().findFirst().orElse(""));
    assertEquals(2, invocation.err().lines().count(), invocation.err());
    assertEquals(2, invocation.exit());
    assertEquals("", invocation.out());
  }

  static Stream<CommandSpec> commands() {
    var root = new CommandLine(new GuestCommand(null)).getCommandSpec();
    return Stream.concat(
        Stream.of(root), root.subcommands().values().stream().map(CommandLine::getCommandSpec));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandHasHelpWithExamples(CommandSpec command) {
    var line = command.qualifiedName().replace("kubectl guest", "").strip() + " --help";

    var invocation = Invocation.of(words(line.strip()));

    assertEquals(0, invocation.exit(), invocation.err());
    assertTrue(invocation.out().startsWith("Usage: " + command.qualifiedName()), invocation.out());
    assertTrue(invocation.out().contains("Examples:\n  "), invocation.out());
    assertTrue(invocation.out().lines().allMatch(l -> l.length() <= 100), invocation.out());
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyOptionIsDescribedInOneSentence(CommandSpec command) {
    for (var option : command.options()) {
      assertEquals(1, option.description().length, option.longestName());
      assertTrue(option.description()[0].endsWith("."), option.longestName());
    }
  }

  @Test
  void versionIsThatOfTheBuild() {
    assertTrue(Invocation.of("version").out().matches("Client Version: \\d+\\.\\d+\\..*\n"));
    assertTrue(Invocation.of("--version").out().matches("kubectl guest \\d+\\.\\d+\\..*\n"));
  }

  private static String[] words(String line) {
    return line.isEmpty() ? new String[0] : line.split(" +");
  }
}
