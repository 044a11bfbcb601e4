package dev.guestoperator.agent.balloon;

import static dev.guestoperator.agent.api.BalloonReport.State.CONVERGED;
import static dev.guestoperator.agent.api.BalloonReport.State.MOVING;
import static dev.guestoperator.agent.api.BalloonReport.State.STUCK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestoperator.agent.api.BalloonReport;
import dev.guestoperator.agent.api.BalloonReport.State;
import dev.guestoperator.agent.api.BalloonStats;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PublishedTest {
  private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");

  static Stream<Arguments> cases() {
    var rests = report(CONVERGED, 0, 100, 100, 1000L);
    var moves = report(MOVING, 0, 100, 50, 1000L);
    var stuck = report(STUCK, 0, 100, 50, 1000L);
    var silent = report(CONVERGED, 0, 100, 100, null);
    return Stream.of(
        // told at T0, seconds later, report of then, worth telling
        row(rests, 3600, report(CONVERGED, 0, 100, 100, 1000L), false),
        // the state
        row(moves, 0, report(CONVERGED, 0, 100, 100, 1000L), true),
        row(moves, 10, report(STUCK, 0, 100, 50, 1000L), true),
        row(rests, 9, report(MOVING, 9, 100, 90, 1000L), false),
        row(rests, 10, report(MOVING, 10, 100, 90, 1000L), true),
        row(rests, 9, report(STUCK, 9, 100, 90, 1000L), true),
        row(stuck, 10, report(MOVING, 10, 100, 60, 1000L), true),
        row(rests, 1, report(CONVERGED, 1, 100, 100, 1000L), false),
        // the target
        row(rests, 0, report(MOVING, 0, 200, 100, 1000L), true),
        row(rests, 0, report(CONVERGED, 0, 200, 100, 1000L), true),
        // the size
        row(moves, 9, report(MOVING, 0, 100, 99, 1000L), false),
        row(moves, 10, report(MOVING, 0, 100, 51, 1000L), true),
        // the statistics
        row(silent, 0, report(CONVERGED, 0, 100, 100, 1000L), true),
        row(rests, 9, report(CONVERGED, 0, 100, 100, null), false),
        row(rests, 10, report(CONVERGED, 0, 100, 100, null), true),
        row(rests, 59, report(CONVERGED, 0, 100, 100, 9000L), false),
        row(rests, 60, report(CONVERGED, 0, 100, 100, 1051L), true),
        row(rests, 3600, report(CONVERGED, 0, 100, 100, 1050L), false));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void tellsWhatIsWorthTelling(BalloonReport told, Instant now, BalloonReport next, boolean worth) {
    assertEquals(worth, new Published(told, T0).isOutdatedBy(next, now));
  }

  @Test
  void aGuestThatMovesWithEveryLookCausesFewEvents() {
    var told = new Published(report(CONVERGED, 0, 100, 100, 1000L), T0);
    var events = 0;
    for (var tick = 1; tick <= 4 * 3600; tick++) {
      var now = T0.plusMillis(250L * tick);
      var leaves = tick % 2 == 0;
      var next =
          new BalloonReport(
              leaves ? MOVING : CONVERGED,
              now,
              100,
              100,
              leaves ? tick : 100,
              tick % 3 == 0 ? null : stats(1000L * tick),
              now);
      if (told.isOutdatedBy(next, now)) {
        told = new Published(next, now);
        events++;
      }
    }

    assertTrue(events <= 4 * 360, events + " events in an hour");
  }

  private static Arguments row(BalloonReport told, int seconds, BalloonReport next, boolean worth) {
    return Arguments.of(told, T0.plusSeconds(seconds), next, worth);
  }

  private static BalloonReport report(
      State state, int since, long target, long actual, Long freeMemory) {
    var stats = freeMemory == null ? null : stats(freeMemory);
    return new BalloonReport(
        state, T0.plusSeconds(since), target, target, actual, stats, stats == null ? null : T0);
  }

  private static BalloonStats stats(Long free) {
    return new BalloonStats(null, null, null, null, free, null, null, null, null, null);
  }
}
