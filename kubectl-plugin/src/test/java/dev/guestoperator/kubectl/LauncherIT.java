package dev.guestoperator.kubectl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestoperator.kubectl.command.ApiServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The installation as the build made it, run as a process. */
class LauncherIT {
  private static final Path LAUNCHER = Program.LAUNCHER;

  @TempDir Path directory;

  @Test
  void helpGoesToStandardOutput() throws Exception {
    var help = Program.run(LAUNCHER.toString(), "--help");

    assertEquals(0, help.exit());
    assertTrue(help.out().startsWith("Usage: kubectl guest"), help.out());
    assertEquals("", help.err());
  }

  @Test
  void wrongUsageIsExitCode2() throws Exception {
    var wrong = Program.run(LAUNCHER.toString(), "list", "--wrong");

    assertEquals(2, wrong.exit());
    assertEquals("", wrong.out());
    assertTrue(wrong.err().startsWith("error: unknown option '--wrong'"), wrong.err());
  }

  @Test
  void listsFromAServer() throws Exception {
    try (var server = new ApiServer()) {
      var args = Invocation.kubeconfig(directory, server.url(), LAUNCHER.toString(), "list");

      var list = Program.run(args);

      assertEquals(0, list.exit(), list.err());
      assertEquals("no environments\n", list.out());
    }
  }

  @Test
  void asksTheGateway() throws Exception {
    try (var server = new ApiServer()) {
      server.gateway("POST hello/interrupt?line=5&count=1", "{\"requested\":1,\"taken\":1}");
      server.gateway("GET hello/balloon", "{\"stats\":{\"swapIn\":2}}");
      var interrupt = words("interrupt hello 5");
      var stats = words("balloon-stats hello");

      var raised = Program.run(Invocation.kubeconfig(directory, server.url(), interrupt));
      var told = Program.run(Invocation.kubeconfig(directory, server.url(), stats));

      assertEquals(new Program(0, "line 5: raised 1, taken 1\n", ""), raised);
      assertEquals(new Program(0, "swap-in:             2\n", ""), told);
    }
  }

  @Test
  void watchesNoLongerThanItsReader() throws Exception {
    try (var server = new ApiServer()) {
      server.gateway(
          "GET hello/balloon",
          IntStream.range(2, 12)
              .mapToObj("{\"stats\":{\"swapIn\":%d}}"::formatted)
              .toArray(String[]::new));
      var watch =
          Invocation.kubeconfig(directory, server.url(), words("balloon-stats hello --watch"));
      var pipe = "{ timeout 50 %s; echo $? >&2; } | head -n 1".formatted(String.join(" ", watch));

      assertEquals(
          new Program(0, "swap-in:             2\n", "0\n"), Program.run("sh", "-c", pipe));
    }
  }

  @Test
  void showsOneTableWhereNobodyWatches() throws Exception {
    try (var server = new ApiServer()) {
      var top = Program.run(Invocation.kubeconfig(directory, server.url(), words("top")));

      assertEquals(new Program(0, "", "No guests found.\n"), top);
    }
  }

  @Test
  void isFoundThroughALink() throws Exception {
    var link = Files.createSymbolicLink(directory.resolve("kubectl-guest"), LAUNCHER);

    assertEquals(0, Program.run(link.toString(), "version").exit());
  }

  @Test
  void completesForKubectl() throws Exception {
    var link =
        Files.createSymbolicLink(
            directory.resolve("kubectl_complete-guest"),
            LAUNCHER.resolveSibling("kubectl_complete-guest"));

    var completion = Program.run(link.toString(), "sto");

    assertTrue(completion.out().startsWith("stop\t"), completion.out());
    assertTrue(completion.out().endsWith("\n:4\n"), completion.out());
  }

  @Test
  void isSilentAboutAMissingOrForeignCache() throws Exception {
    var copy = directory.resolve("copy");
    Program.run("cp", "-r", LAUNCHER.getParent().getParent().toString(), copy.toString());
    var launcher = copy.resolve("bin/kubectl-guest").toString();
    var cache = copy.resolve("kubectl-guest.aot");

    Files.delete(cache);
    var without = Program.run(launcher, "--version");
    Files.writeString(cache, "not a cache");
    var foreign = Program.run(launcher, "--version");

    assertEquals(Program.run(LAUNCHER.toString(), "--version"), without);
    assertEquals(without, foreign);
  }

  @ParameterizedTest
  @CsvSource({
    "list, TieredStopAtLevel=1",
    "serial hello, TieredStopAtLevel=1",
    "cp a hello:/b, +TieredCompilation",
    "-n lab vsh hello, +TieredCompilation",
    "port-forward hello 1:2, +TieredCompilation",
    "socat hello 1, +TieredCompilation",
    "socat-listen 0 1, +TieredCompilation"
  })
  void whatCarriesDataHasAllCompilers(String line, String compilers) throws Exception {
    var echo = directory.resolve("jdk-25");
    fakeJdk(echo, "25.0.3", "echo \"$@\"");

    var launch =
        Program.run(
            Stream.concat(Stream.of("env", "JAVA_HOME=" + echo), Stream.of(words(line)))
                .toArray(String[]::new));

    assertTrue(launch.out().contains(" -XX:" + compilers + " "), launch.out());
    assertTrue(launch.out().endsWith(" " + line + "\n"), launch.out());
  }

  @Test
  void anOlderJavaIsPassedOver() throws Exception {
    var old = directory.resolve("jdk-17");
    fakeJdk(old, "17.0.15");

    var version = Program.run("env", "JAVA_HOME=" + old, LAUNCHER.toString(), "--version");

    assertEquals(0, version.exit(), version.err());
  }

  @Test
  void withoutANewJavaItSaysWhatToDo() throws Exception {
    var old = directory.resolve("jdk-17");
    fakeJdk(old, "17.0.15");
    var orphan = directory.resolve("bin/kubectl-guest");
    Files.createDirectories(orphan.getParent());
    Files.writeString(
        orphan,
        Files.readString(LAUNCHER)
            .replace(System.getProperty("java.home"), directory.resolve("gone").toString()));

    var launch =
        Program.run(
            "env", "JAVA_HOME=" + old, "PATH=" + old.resolve("bin"), "/bin/sh", orphan.toString());

    assertEquals(1, launch.exit());
    assertEquals(
        "error: kubectl guest needs Java 25 or newer: set JAVA_HOME to one\n", launch.err());
  }

  private static String[] words(String line) {
    return (LAUNCHER + " " + line).split(" ");
  }

  private static void fakeJdk(Path home, String version) throws IOException {
    fakeJdk(home, version, "exit 99");
  }

  private static void fakeJdk(Path home, String version, String script) throws IOException {
    var java = home.resolve("bin/java");
    Files.createDirectories(java.getParent());
    Files.writeString(java, "#!/bin/sh\n" + script + "\n");
    assertTrue(java.toFile().setExecutable(true));
    Files.writeString(
        home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"%s\"\n".formatted(version));
  }
}
