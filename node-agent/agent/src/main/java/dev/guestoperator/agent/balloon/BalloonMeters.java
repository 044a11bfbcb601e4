package dev.guestoperator.agent.balloon;

import dev.guestoperator.agent.api.BalloonReport;
import dev.guestoperator.agent.api.BalloonStats;
import dev.guestoperator.agent.vmm.Balloon;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The metrics of one guest's balloon. What the guest does not tell has none. */
final class BalloonMeters implements AutoCloseable {
  private static final String BYTES = "bytes";

  private record Measure(
      String name, boolean counts, String unit, String help, Function<BalloonReport, Long> value) {

    static Measure size(String name, String help, Function<BalloonReport, Long> pages) {
      return new Measure(name, false, BYTES, help, pages.andThen(count -> count * Balloon.PAGE));
    }

    static Measure level(String name, String help, Function<BalloonStats, Long> value) {
      return new Measure(name, false, BYTES, help, told(value));
    }

    static Measure count(String name, String unit, String help, Function<BalloonStats, Long> told) {
      return new Measure(name, true, unit, help, told(told));
    }

    private static Function<BalloonReport, Long> told(Function<BalloonStats, Long> value) {
      return report -> report.stats() == null ? null : value.apply(report.stats());
    }
  }

  private static final List<Measure> MEASURES =
      List.of(
          Measure.size(
              "guest.balloon.actual",
              "Memory in the balloon of the guest.",
              BalloonReport::actualPages),
          Measure.size(
              "guest.balloon.target",
              "Memory that the guest is asked to put into its balloon.",
              BalloonReport::targetPages),
          Measure.level(
              "guest.balloon.free.memory",
              "Memory of the guest that nothing uses.",
              BalloonStats::freeMemory),
          Measure.level(
              "guest.balloon.total.memory",
              "Memory that the guest has.",
              BalloonStats::totalMemory),
          Measure.level(
              "guest.balloon.available.memory",
              "Memory that programs of the guest can have without swapping.",
              BalloonStats::availableMemory),
          Measure.level(
              "guest.balloon.disk.caches",
              "Memory of the guest that caches data of disks.",
              BalloonStats::diskCaches),
          Measure.count(
              "guest.balloon.swap.in",
              BYTES,
              "Memory that the guest has swapped in.",
              BalloonStats::swapIn),
          Measure.count(
              "guest.balloon.swap.out",
              BYTES,
              "Memory that the guest has swapped out.",
              BalloonStats::swapOut),
          Measure.count(
              "guest.balloon.major.faults",
              null,
              "Major page faults of the guest: something was read from a disk.",
              BalloonStats::majorFaults),
          Measure.count(
              "guest.balloon.minor.faults",
              null,
              "Minor page faults of the guest; Linux counts all page faults.",
              BalloonStats::minorFaults),
          Measure.count(
              "guest.balloon.hugetlb.allocations",
              null,
              "Huge pages that the guest has allocated.",
              BalloonStats::hugetlbAllocations),
          Measure.count(
              "guest.balloon.hugetlb.failures",
              null,
              "Huge pages that the guest could not allocate.",
              BalloonStats::hugetlbFailures));

  private final MeterRegistry registry;
  private final Tags tags;
  private final Map<Measure, Meter> registered = new HashMap<>();
  private volatile BalloonReport report;

  BalloonMeters(MeterRegistry registry, String namespace, String name) {
    this.registry = registry;
    this.tags = Tags.of("namespace", namespace, "name", name);
  }

  void update(BalloonReport next) {
    report = next;
    for (var measure : MEASURES) {
      if (measure.value().apply(next) == null) {
        remove(registered.remove(measure));
      } else {
        registered.computeIfAbsent(measure, this::register);
      }
    }
  }

  private Meter register(Measure measure) {
    return measure.counts()
        ? FunctionCounter.builder(measure.name(), this, _ -> read(measure))
            .baseUnit(measure.unit())
            .description(measure.help())
            .tags(tags)
            .register(registry)
        : Gauge.builder(measure.name(), () -> read(measure))
            .baseUnit(measure.unit())
            .description(measure.help())
            .tags(tags)
            .register(registry);
  }

  private double read(Measure measure) {
    var value = measure.value().apply(report);
    return value == null ? Double.NaN : value;
  }

  private void remove(Meter meter) {
    if (meter != null) {
      registry.remove(meter);
    }
  }

  @Override
  public void close() {
    registered.values().forEach(this::remove);
    registered.clear();
  }
}
