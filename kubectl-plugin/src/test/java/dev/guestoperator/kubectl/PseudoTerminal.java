package dev.guestoperator.kubectl;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** One run of the program in a real pseudo-terminal, which script(1) makes. */
final class PseudoTerminal implements AutoCloseable {
  private final Path directory;
  private final Process process;

  /** Starts the program with these arguments, in a window of 24 rows and 80 columns. */
  PseudoTerminal(Path directory, String... args) throws IOException {
    this.directory = directory;
    var command =
        """
        stty rows 24 cols 80
        tty >tty
        stty -g >before
        env --default-signal=INT %s %s <"$(cat tty)" &
        echo $! >pid
        wait $!
        echo $? >exit
        stty -g >after
        """
            .formatted(Program.LAUNCHER, String.join(" ", List.of(args)));
    Files.writeString(directory.resolve("session.sh"), command);
    // Started in the background, the tests would ignore Ctrl-C, and so would what they start.
    process =
        new ProcessBuilder(
                "script", "-qfec", "env --default-signal=INT sh session.sh", "typescript")
            .directory(directory.toFile())
            .redirectOutput(directory.resolve("screen").toFile())
            .redirectErrorStream(true)
            .start();
  }

  boolean isRaw() throws IOException, InterruptedException {
    var mode = stty("-a");
    return mode.contains("-icanon") && mode.contains("-isig");
  }

  /** Changes the size of the window, which the program gets SIGWINCH for. */
  void resize(int rows, int columns) throws IOException, InterruptedException {
    stty("rows", Integer.toString(rows), "cols", Integer.toString(columns));
  }

  private String stty(String... words) throws IOException, InterruptedException {
    var command = Stream.concat(Stream.of("stty", "-F", read("tty").strip()), Stream.of(words));
    return Program.run(command.toArray(String[]::new)).out();
  }

  void press(String keys) throws IOException {
    process.getOutputStream().write(keys.getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
  }

  void signal(String name) throws IOException, InterruptedException {
    Program.run("kill", "-" + name, read("pid").strip());
  }

  /** Waits for the end of the program. */
  int exit() throws IOException, InterruptedException {
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), "the session did not end");
    return Integer.parseInt(read("exit").strip());
  }

  /** Whether the mode is what it was before; only after the end. */
  boolean isRestored() throws IOException {
    return read("before").equals(read("after"));
  }

  String screen() throws IOException {
    return read("screen");
  }

  private String read(String file) throws IOException {
    return Files.readString(directory.resolve(file));
  }

  @Override
  public void close() {
    Stream.concat(process.descendants(), Stream.of(process.toHandle()))
        .toList()
        .forEach(ProcessHandle::destroyForcibly);
  }
}
