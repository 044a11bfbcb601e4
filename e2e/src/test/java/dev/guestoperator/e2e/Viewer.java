package dev.guestoperator.e2e;

import static java.util.concurrent.TimeUnit.MINUTES;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** A running command that shows a guest's console: what is typed goes in, what comes is kept. */
final class Viewer implements AutoCloseable {
  private final Process process;
  private final StringBuffer shown = new StringBuffer();
  private final StringBuffer errors = new StringBuffer();

  Viewer(Command command) {
    process = command.start();
    Thread.startVirtualThread(() -> keep(process.getInputStream(), shown));
    Thread.startVirtualThread(() -> keep(process.getErrorStream(), errors));
  }

  void type(String line) {
    try {
      var stdin = process.getOutputStream();
      stdin.write((line + "\n").getBytes(StandardCharsets.UTF_8));
      stdin.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Nothing more is typed. */
  void endInput() {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until it shows this. */
  String awaitText(String text) {
    await()
        .atMost(2, MINUTES)
        .failFast(
            "the command ended before it showed " + text,
            () -> !process.isAlive() && shown.indexOf(text) < 0)
        .untilAsserted(
            () -> {
              if (shown.indexOf(text) < 0) {
                throw new AssertionError("'" + text + "' is not in: " + shown + errors);
              }
            });
    return shown.toString();
  }

  /**
   * Runs a line in the guest's shell and waits for its end.
   *
   * @return what it printed
   */
  String run(String line) {
    // The echo of the typed line has the marks in quotes, so only the output has them joined.
    var mark = "mark" + Math.abs(System.nanoTime());
    type("echo \"\"" + mark + "\"<\"; " + line + "; echo " + mark + "\">\"");
    var all = awaitText(mark + ">");
    var from = all.indexOf(mark + "<") + mark.length() + 1;
    return all.substring(from, all.indexOf(mark + ">", from)).replace("\r", "").strip();
  }

  int awaitEnd() {
    await().atMost(2, MINUTES).until(() -> !process.isAlive());
    return process.exitValue();
  }

  String errors() {
    return errors.toString();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private static void keep(InputStream stream, StringBuffer kept) {
    var buffer = new byte[8192];
    try (stream) {
      for (int n = stream.read(buffer); n >= 0; n = stream.read(buffer)) {
        kept.append(new String(buffer, 0, n, StandardCharsets.ISO_8859_1));
      }
    } catch (IOException e) {
      kept.append("\n[").append(e).append("]\n");
    }
  }
}
