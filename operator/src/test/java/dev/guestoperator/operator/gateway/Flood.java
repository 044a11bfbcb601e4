package dev.guestoperator.operator.gateway;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** When a sender that is not read has come to a halt. */
final class Flood {
  /** Bytes that are in buffers of the kernel, of TLS and of Vert.x on the way, at most. */
  static final long MOST_UNDER_WAY = 48L * 1024 * 1024;

  private Flood() {}

  static void awaitStill(AtomicLong taken) {
    var before = new AtomicLong(-1);
    await()
        .pollInterval(Duration.ofSeconds(1))
        .atMost(Duration.ofSeconds(60))
        .until(() -> taken.get() > 0 && before.getAndSet(taken.get()) == taken.get());
  }
}
