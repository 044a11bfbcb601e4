package dev.guestoperator.agent.interrupt;

import dev.guestoperator.agent.api.Raised;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One edge-triggered line into a guest. The next edge is sent once the guest has taken the one
 * before, so every edge sent is an interrupt counted in the guest. As in an interrupt controller,
 * one more may wait behind the one that is in flight, and any beyond that merges with it.
 *
 * <p>When an edge was not taken in time, its report may still come and be mistaken for that of the
 * next; exactness is back as soon as the guest takes interrupts again within the patience. The
 * count of what was taken is right also then, for no more reports count than edges were sent.
 */
public final class InterruptLine {
  /** The way into the guest. */
  @FunctionalInterface
  public interface Wire {
    /** Sends one edge. */
    void pulse() throws IOException, InterruptedException;
  }

  /** What became of a request for an interrupt. */
  public enum Outcome {
    /** The guest has handled it. */
    TAKEN,
    /** It merged with another that the guest had not taken yet. */
    COALESCED,
    /** It was sent, and the guest did not handle it in time. */
    NOT_TAKEN
  }

  private final Wire wire;
  private final Duration patience;
  private final Semaphore places = new Semaphore(2);
  private final ReentrantLock inFlight = new ReentrantLock();
  private final LongAdder requested = new LongAdder();
  private final LongAdder sent = new LongAdder();
  private final LongAdder taken = new LongAdder();
  private volatile CompletableFuture<Void> report = CompletableFuture.completedFuture(null);

  /**
   * @param patience how long the guest may need for one interrupt
   */
  public InterruptLine(Wire wire, Duration patience) {
    this.wire = wire;
    this.patience = patience;
  }

  /**
   * Raises one interrupt and waits until the guest has taken it, at most for twice the patience and
   * what the wire needs.
   *
   * @throws IOException when the guest cannot be reached
   */
  public Outcome raise() throws IOException, InterruptedException {
    requested.increment();
    return request();
  }

  /**
   * Raises interrupts one by one; none after one that was not taken.
   *
   * @param count how many
   * @param atMost the time after which no more are raised
   * @throws IOException when the guest cannot be reached
   */
  public Raised raise(long count, Duration atMost) throws IOException, InterruptedException {
    var start = System.nanoTime();
    var sent = 0L;
    var done = 0L;
    while (sent == done && sent < count && System.nanoTime() - start < atMost.toNanos()) {
      sent++;
      done += raise() == Outcome.TAKEN ? 1 : 0;
    }
    return new Raised(sent, done);
  }

  /**
   * Raises the interrupts of events that have happened at once.
   *
   * @param events how many
   * @param limit of those that are sent; the rest merges with the last
   * @return how many were taken; after one that was not, no more are sent
   */
  long deliver(long events, long limit) throws IOException, InterruptedException {
    requested.add(events);
    var done = 0L;
    while (done < Math.min(events, limit) && request() == Outcome.TAKEN) {
      done++;
    }
    return done;
  }

  /**
   * The guest reports that it has handled an interrupt, perhaps one that nobody waits for any more;
   * one thread at a time may say so.
   *
   * @return false if there is none that it could have handled
   */
  public boolean taken() {
    if (taken.sum() >= sent.sum()) {
      return false;
    }
    taken.increment();
    report.complete(null);
    return true;
  }

  /** How many interrupts were asked for. */
  public long requestedCount() {
    return requested.sum();
  }

  /** How many the guest has reported. */
  public long takenCount() {
    return taken.sum();
  }

  private Outcome request() throws IOException, InterruptedException {
    if (!places.tryAcquire()) {
      return Outcome.COALESCED;
    }
    try {
      inFlight.lockInterruptibly();
      try {
        return send();
      } finally {
        inFlight.unlock();
      }
    } finally {
      places.release();
    }
  }

  private Outcome send() throws IOException, InterruptedException {
    var awaited = new CompletableFuture<Void>();
    report = awaited;
    // One that fails half-way may have arrived.
    sent.increment();
    try {
      wire.pulse();
      awaited.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      return Outcome.TAKEN;
    } catch (TimeoutException e) {
      return awaited.cancel(false) ? Outcome.NOT_TAKEN : Outcome.TAKEN;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } finally {
      awaited.cancel(false);
    }
  }
}
