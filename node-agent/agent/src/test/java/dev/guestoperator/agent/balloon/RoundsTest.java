package dev.guestoperator.agent.balloon;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RoundsTest {
  private static final Duration LONG = Duration.ofDays(1);

  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final AtomicInteger begun = new AtomicInteger();

  @AfterEach
  void end() {
    timer.shutdownNow();
  }

  @Test
  void nothingHappensBeforeItIsWoken() {
    var rounds = new Rounds(timer, this::rest);

    rounds.wake().join();
    assertEquals(1, begun.get());
    rounds.wake().join();
    assertEquals(2, begun.get());
  }

  @Test
  void itGoesOnAfterThePause() {
    new Rounds(timer, () -> begun.incrementAndGet() < 3 ? Duration.ofMillis(1) : LONG).wake();

    await().until(() -> begun.get() == 3);
  }

  @Test
  void aWakeUpDuringARoundCausesAnother() {
    var goOn = new CompletableFuture<Void>();
    var rounds =
        new Rounds(
            timer,
            () -> {
              begun.incrementAndGet();
              goOn.join();
              return LONG;
            });
    var first = rounds.wake();
    await().until(() -> begun.get() == 1);
    var second = rounds.wake();

    goOn.complete(null);

    first.join();
    second.join();
    assertEquals(2, begun.get());
  }

  @Test
  void aBugCostsOneRound() {
    var rounds =
        new Rounds(
            timer,
            () -> {
              if (begun.incrementAndGet() == 1) {
                throw new IllegalStateException("bug");
              }
              return LONG;
            });
    rounds.wake().join();

    rounds.wake().join();

    assertEquals(2, begun.get());
  }

  @Test
  void theEndIsTheEnd() {
    var rounds = new Rounds(timer, this::rest);
    var waiting = rounds.wake();
    rounds.close();

    assertTrue(rounds.wake().isDone());
    waiting.join();
    assertTrue(begun.get() <= 1);
  }

  private Duration rest() {
    begun.incrementAndGet();
    return LONG;
  }
}
