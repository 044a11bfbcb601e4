package dev.guestoperator.vsock.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.stream.LongStream;

/**
 * Runs cases, each made of its seed alone: first those that are kept in {@code fuzz/cases}, then as
 * many as fit into {@code -Dfuzz.seconds}. A case that fails is told by its seed, to be kept.
 */
final class Fuzzing {
  private static final long FIRST_SEED = 4711;

  private Fuzzing() {}

  static void run(String name, LongConsumer oneCase) {
    kept(name).forEach(seed -> run(name, seed, oneCase));
    var end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Long.getLong("fuzz.seconds", 2));
    var seed = FIRST_SEED;
    for (; System.nanoTime() < end; seed++) {
      run(name, seed, oneCase);
    }
    System.out.printf("%s: %d cases%n", name, seed - FIRST_SEED);
  }

  private static void run(String name, long seed, LongConsumer oneCase) {
    try {
      oneCase.accept(seed);
    } catch (Throwable failed) {
      throw new AssertionError("Keep this case: " + name + " " + seed, failed);
    }
  }

  private static LongStream kept(String name) {
    try (var cases = Fuzzing.class.getResourceAsStream("/fuzz/cases")) {
      return new String(cases.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> line.startsWith(name + " "))
          .mapToLong(line -> Long.parseLong(line.substring(name.length() + 1)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
