package dev.guestoperator.agent.balloon;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Does the same again and again, one at a time: after the pause that it asks for, or at once when
 * woken, but never more often than a guest may cause. Between two rounds there is no thread.
 */
final class Rounds implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Rounds.class);
  private static final long SHORTEST_NANOS = Duration.ofMillis(200).toNanos();
  private static final Duration AFTER_A_BUG = Duration.ofSeconds(10);

  private final ScheduledExecutorService timer;
  private final Supplier<Duration> round;
  private CompletableFuture<Void> next = new CompletableFuture<>();
  private long begunAt = System.nanoTime() - SHORTEST_NANOS;
  private Future<?> alarm;
  private boolean woken;
  private boolean active;
  private boolean closed;

  /**
   * @param timer that only starts the rounds
   * @param round answers how long nothing has to be done
   */
  Rounds(ScheduledExecutorService timer, Supplier<Duration> round) {
    this.timer = timer;
    this.round = round;
  }

  /**
   * @return the end of a round that has not begun yet
   */
  synchronized CompletableFuture<Void> wake() {
    woken = true;
    if (!active && !closed) {
      schedule(Duration.ZERO);
    }
    return next.copy();
  }

  private void schedule(Duration pause) {
    if (alarm != null) {
      alarm.cancel(false);
    }
    var earliest = begunAt + SHORTEST_NANOS - System.nanoTime();
    var delay = Math.max(earliest, pause.toNanos());
    alarm = timer.schedule(this::begin, delay, TimeUnit.NANOSECONDS);
  }

  private synchronized void begin() {
    if (active || closed) {
      return;
    }
    active = true;
    woken = false;
    begunAt = System.nanoTime();
    var done = next;
    next = new CompletableFuture<>();
    Thread.startVirtualThread(() -> run(done));
  }

  private void run(CompletableFuture<Void> done) {
    var pause = AFTER_A_BUG;
    try {
      pause = round.get();
    } catch (RuntimeException bug) {
      LOG.error("The agent failed at a balloon", bug);
    } finally {
      end(pause);
      done.complete(null);
    }
  }

  private synchronized void end(Duration pause) {
    active = false;
    if (!closed) {
      schedule(woken ? Duration.ZERO : pause);
    }
  }

  /** A round that goes on is not waited for. */
  @Override
  public synchronized void close() {
    closed = true;
    if (alarm != null) {
      alarm.cancel(false);
    }
    next.complete(null);
  }
}
