package dev.guestoperator.operator;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/**
 * JOSDK 5.3.2 tags some "events.received" counts with "action" and some without; Prometheus rejects
 * the mix.
 */
final class MeterTags {
  @Produces
  @Singleton
  MeterFilter dropActionTag() {
    return new MeterFilter() {
      @Override
      public Meter.Id map(Meter.Id id) {
        return id.getName().equals("events.received")
            ? id.replaceTags(
                id.getTags().stream().filter(tag -> !tag.getKey().equals("action")).toList())
            : id;
      }
    };
  }
}
