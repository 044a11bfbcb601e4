package dev.guestoperator.agent.balloon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestoperator.agent.api.BalloonReport;
import dev.guestoperator.agent.api.BalloonStats;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class BalloonMetersTest {
  private static final BalloonStats NOTHING =
      new BalloonStats(null, null, null, null, null, null, null, null, null, null);
  private static final BalloonStats ALL = new BalloonStats(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final BalloonMeters meters = new BalloonMeters(registry, "default", "hello");

  @Test
  void saysInBytesWhatTheLastLookSaid() {
    meters.update(report(10, ALL));
    meters.update(report(20, ALL));

    assertEquals(20 * 4096, value("guest.balloon.actual"));
    assertEquals(100 * 4096, value("guest.balloon.target"));
    assertEquals(1, value("guest.balloon.swap.in"));
    assertEquals(2, value("guest.balloon.swap.out"));
    assertEquals(3, value("guest.balloon.major.faults"));
    assertEquals(4, value("guest.balloon.minor.faults"));
    assertEquals(5, value("guest.balloon.free.memory"));
    assertEquals(6, value("guest.balloon.total.memory"));
    assertEquals(7, value("guest.balloon.available.memory"));
    assertEquals(8, value("guest.balloon.disk.caches"));
    assertEquals(9, value("guest.balloon.hugetlb.allocations"));
    assertEquals(10, value("guest.balloon.hugetlb.failures"));
    assertEquals(12, registry.getMeters().size());
  }

  @Test
  void whatTheGuestDoesNotSendIsAbsent() {
    meters.update(report(10, ALL));
    meters.update(report(10, NOTHING));

    assertEquals(2, registry.getMeters().size());
    meters.update(report(10, null));
    assertEquals(2, registry.getMeters().size());
    meters.update(report(10, ALL));
    assertEquals(12, registry.getMeters().size());
  }

  @Test
  void goesWithItsGuest() {
    var other = new BalloonMeters(registry, "default", "other");
    other.update(report(10, null));
    meters.update(report(10, ALL));

    meters.close();

    assertTrue(
        registry.getMeters().stream()
            .allMatch(meter -> meter.getId().getTag("name").equals("other")));
    assertEquals(2, registry.getMeters().size());
  }

  @Test
  void everyMetricHasAHelpText() {
    meters.update(report(10, ALL));

    for (var meter : registry.getMeters()) {
      assertTrue(meter.getId().getDescription().endsWith("."), meter.getId().getName());
      assertNull(meter.getId().getTag("uid"));
    }
  }

  private double value(String name) {
    Meter meter = registry.get(name).tags("namespace", "default", "name", "hello").meter();
    return meter.measure().iterator().next().getValue();
  }

  private static BalloonReport report(long actual, BalloonStats stats) {
    var at = Instant.EPOCH;
    return new BalloonReport(BalloonReport.State.MOVING, at, 100, 100, actual, stats, at);
  }
}
