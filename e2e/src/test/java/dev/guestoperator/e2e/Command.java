package dev.guestoperator.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A command line, its additional environment and what it reads. */
public record Command(List<String> line, Map<String, String> environment, String input) {
  private static final Duration LIMIT = Duration.ofMinutes(5);

  public static Command of(String... line) {
    return new Command(List.of(line), Map.of(), "");
  }

  public Command with(Map<String, String> more) {
    var joined = new HashMap<>(environment);
    joined.putAll(more);
    return new Command(line, joined, input);
  }

  public Command reading(String text) {
    return new Command(line, environment, text);
  }

  /** Starts it; its streams are the caller's. */
  public Process start() {
    var builder = new ProcessBuilder(line);
    builder.environment().remove("KUBECONFIG");
    builder.environment().putAll(environment);
    try {
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs it to its end. */
  public Result run() {
    var process = start();
    var out = read(process.getInputStream());
    var err = read(process.getErrorStream());
    try {
      try (var stdin = process.getOutputStream()) {
        stdin.write(input.getBytes(StandardCharsets.UTF_8));
      }
      if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        fail(String.join(" ", line) + " did not end");
      }
      return new Result(line, process.exitValue(), out.join(), err.join());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } finally {
      process.destroyForcibly();
    }
  }

  private static CompletableFuture<String> read(java.io.InputStream stream) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        },
        Thread::startVirtualThread);
  }

  /** How a command ended. */
  public record Result(List<String> line, int code, String out, String err) {
    /** What it printed, if it ended with 0. */
    public String succeeded() {
      return endedWith(0).out();
    }

    public Result endedWith(int expected) {
      assertEquals(expected, code, () -> String.join(" ", line) + "\n" + out + err);
      return this;
    }
  }
}
