package dev.guestoperator.operator.gateway;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the sessions of one subresource. */
final class SessionMeters {
  private final AtomicInteger open = new AtomicInteger();
  private final Map<Ending, Counter> ended = new EnumMap<>(Ending.class);

  SessionMeters(String subresource, MeterRegistry meters) {
    Gauge.builder("guest.operator.gateway.sessions", open, AtomicInteger::get)
        .description("Sessions that are open.")
        .tag("subresource", subresource)
        .register(meters);
    for (var ending : Ending.values()) {
      ended.put(
          ending,
          Counter.builder("guest.operator.gateway.sessions.ended")
              .description("Sessions that have ended, by why.")
              .tag("subresource", subresource)
              .tag("reason", ending.label())
              .register(meters));
    }
  }

  void started() {
    open.incrementAndGet();
  }

  void ended(Ending ending) {
    open.decrementAndGet();
    ended.get(ending).increment();
  }
}
