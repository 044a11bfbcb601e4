package dev.guestoperator.e2e;

import static java.util.concurrent.TimeUnit.MINUTES;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A command in a real terminal, with nobody else's settings. */
final class Tmux implements AutoCloseable {
  private final Path directory;
  private final Path exit;

  Tmux(Command command, int columns, int rows) throws IOException {
    directory = Files.createTempDirectory("tmux");
    exit = directory.resolve("exit");
    var variables =
        command.environment().entrySet().stream()
            .map(variable -> quoted(variable.getKey() + "=" + variable.getValue()))
            .collect(Collectors.joining(" "));
    var words = command.line().stream().map(Tmux::quoted).collect(Collectors.joining(" "));
    tmux(
        "-f",
        "/dev/null",
        "new-session",
        "-d",
        "-x",
        Integer.toString(columns),
        "-y",
        Integer.toString(rows),
        "env %s %s; echo $? >%s.new; mv %s.new %s; cat"
            .formatted(variables, words, exit, exit, exit));
  }

  private static String quoted(String word) {
    return "'" + word.replace("'", "'\\''") + "'";
  }

  /** Text as it is, and keys by tmux' names for them. */
  void press(String... keys) {
    var line = new ArrayList<>(List.of("send-keys"));
    line.addAll(List.of(keys));
    tmux(line.toArray(String[]::new));
  }

  void resize(int columns, int rows) {
    tmux("resize-window", "-x", Integer.toString(columns), "-y", Integer.toString(rows));
  }

  String screen() {
    return tmux("capture-pane", "-p");
  }

  void awaitScreen(String text) {
    await().atMost(1, MINUTES).until(this::screen, screen -> screen.contains(text));
  }

  /** The exit code, once there is one. */
  String awaitExit() throws IOException {
    await().atMost(1, MINUTES).until(() -> Files.exists(exit));
    return Files.readString(exit).strip();
  }

  private String tmux(String... arguments) {
    var line = new ArrayList<>(List.of("tmux", "-S", directory.resolve("socket").toString()));
    line.addAll(List.of(arguments));
    return new Command(line, Map.of("TERM", "xterm"), "").run().succeeded();
  }

  @Override
  public void close() {
    tmux("kill-server");
  }
}
