package dev.guestoperator.agent.interrupt;

import static dev.guestoperator.agent.interrupt.InterruptLine.Outcome.COALESCED;
import static dev.guestoperator.agent.interrupt.InterruptLine.Outcome.NOT_TAKEN;
import static dev.guestoperator.agent.interrupt.InterruptLine.Outcome.TAKEN;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InterruptLineTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicInteger edges = new AtomicInteger();

  @AfterEach
  void end() {
    threads.shutdownNow();
  }

  @Test
  void oneByOneEachIsSentAndTaken() throws Exception {
    var guest = new PromptGuest();

    var done = guest.line.raise(1000, LONG).taken();

    assertEquals(1000, done);
    assertEquals(1000, edges.get());
    assertEquals(1000, guest.line.requestedCount());
    assertEquals(1000, guest.line.takenCount());
  }

  @Test
  void aBurstThatTheGuestIsTooSlowForMergesIntoOneThatWaits() throws Exception {
    // Given one in flight
    var line = new InterruptLine(edges::incrementAndGet, LONG);
    var first = raise(line);
    await().until(() -> edges.get() == 1);

    // When
    var burst = Stream.generate(() -> raise(line)).limit(10).toList();
    await().until(() -> burst.stream().filter(Future::isDone).count() == 9);
    assertTrue(line.taken());
    await().until(() -> edges.get() == 2);
    assertTrue(line.taken());

    // Then
    assertEquals(TAKEN, first.get());
    await().until(() -> burst.stream().allMatch(Future::isDone));
    var outcomes = burst.stream().map(Future::resultNow).toList();
    assertEquals(9, Collections.frequency(outcomes, COALESCED));
    assertEquals(1, Collections.frequency(outcomes, TAKEN));
    assertEquals(11, line.requestedCount());
    assertEquals(2, line.takenCount());
  }

  @Test
  void aGuestThatTakesNothingIsNotWaitedForTwice() throws Exception {
    var line = new InterruptLine(edges::incrementAndGet, Duration.ofMillis(1));

    assertEquals(0, line.raise(10, LONG).taken());

    assertEquals(NOT_TAKEN, line.raise());
    assertEquals(2, edges.get());
    assertEquals(2, line.requestedCount());
    assertEquals(0, line.takenCount());
  }

  @Test
  void whatIsTakenTooLateCountsAndIsNotThoughtMadeUp() throws Exception {
    var line = new InterruptLine(edges::incrementAndGet, Duration.ofMillis(1));
    assertEquals(NOT_TAKEN, line.raise());
    assertEquals(NOT_TAKEN, line.raise());

    assertTrue(line.taken());
    assertTrue(line.taken());

    assertFalse(line.taken());
    assertEquals(2, line.takenCount());
  }

  @Test
  void whatNobodyRaisedIsNoReport() throws Exception {
    var guest = new PromptGuest();

    assertFalse(guest.line.taken());
    assertEquals(TAKEN, guest.line.raise());
    assertFalse(guest.line.taken());
    assertEquals(1, guest.line.takenCount());
  }

  @Test
  void theLineServesAgainAfterTheGuestCouldNotBeReached() throws Exception {
    var broken = new AtomicInteger(1);
    var guest = new PromptGuest(broken);

    assertThrows(IOException.class, guest.line::raise);

    assertEquals(TAKEN, guest.line.raise());
  }

  private Future<InterruptLine.Outcome> raise(InterruptLine line) {
    return threads.submit(() -> line.raise());
  }

  /** A guest that has handled an interrupt by the time it is sent. */
  private final class PromptGuest {
    private final AtomicInteger failures;
    private final InterruptLine line = new InterruptLine(this::handle, LONG);

    PromptGuest() {
      this(new AtomicInteger());
    }

    PromptGuest(AtomicInteger failures) {
      this.failures = failures;
    }

    private void handle() throws IOException {
      if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
        throw new IOException("unreachable");
      }
      edges.incrementAndGet();
      line.taken();
    }
  }
}
