package dev.guestoperator.kubectl;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** What a process that has ended left behind. */
record Program(int exit, String out, String err) {
  static final Path LAUNCHER = Path.of(System.getProperty("kubectl-guest"));

  private static final long LIMIT_SECONDS = 60;

  static Program run(String... command) throws IOException, InterruptedException {
    var process = new ProcessBuilder(command).start();
    process.getOutputStream().close();
    try (var out = process.getInputStream();
        var err = process.getErrorStream()) {
      process.onExit().orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS).join();
      return new Program(
          process.exitValue(),
          new String(out.readAllBytes(), StandardCharsets.UTF_8),
          new String(err.readAllBytes(), StandardCharsets.UTF_8));
    } finally {
      process.destroyForcibly();
    }
  }
}
