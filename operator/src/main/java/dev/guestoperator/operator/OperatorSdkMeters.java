package dev.guestoperator.operator;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Makes what the Java Operator SDK counts fit for Prometheus. */
final class OperatorSdkMeters {
  @Produces
  @Singleton
  MeterFilter filter() {
    return new MeterFilter() {
      @Override
      public Meter.Id map(Meter.Id id) {
        return describe(withoutAction(id));
      }
    };
  }

  /** JOSDK 5.3.2 tags some of these with "action" and some not; Prometheus rejects the mix. */
  private static Meter.Id withoutAction(Meter.Id id) {
    return id.getName().equals("events.received")
        ? id.replaceTags(
            id.getTags().stream().filter(tag -> !tag.getKey().equals("action")).toList())
        : id;
  }

  private static Meter.Id describe(Meter.Id id) {
    return id.getDescription() == null
        ? new Meter.Id(
            id.getName(),
            Tags.of(id.getTags()),
            id.getBaseUnit(),
            "Java Operator SDK: " + id.getName().replace('.', ' ') + ".",
            id.getType())
        : id;
  }
}
