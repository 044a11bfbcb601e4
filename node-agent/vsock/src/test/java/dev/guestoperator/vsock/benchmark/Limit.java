package dev.guestoperator.vsock.benchmark;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Nothing may hang: a peer that loses data never ends. */
final class Limit {
  private Limit() {}

  /** Interrupts what is not over in time, which closes the channel that it waits for. */
  static <T> T within(Duration time, Callable<T> task) throws Exception {
    var work = new FutureTask<>(task);
    Thread.ofPlatform().daemon().start(work);
    try {
      return work.get(time.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      work.cancel(true);
      throw e;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }
}
