package dev.guestoperator.agent.balloon;

import static dev.guestoperator.agent.api.BalloonReport.State.CONVERGED;
import static dev.guestoperator.agent.api.BalloonReport.State.MOVING;
import static dev.guestoperator.agent.api.BalloonReport.State.STUCK;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.guestoperator.agent.api.BalloonReport.State;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ProgressTest {
  private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");

  @ParameterizedTest
  @CsvSource({"0, 0, CONVERGED", "100, 100, CONVERGED", "100, 0, MOVING", "0, 100, MOVING"})
  void beginsWhereItIs(long target, long actual, State state) {
    assertEquals(new Progress(state, T0, target, actual, T0), Progress.first(target, actual, T0));
  }

  static Stream<Arguments> steps() {
    var rests = progress(CONVERGED, 0, 100, 100, 0);
    var moves = progress(MOVING, 0, 100, 50, 20);
    var stuck = progress(STUCK, 20, 100, 50, 20);
    return Stream.of(
        // before, target, actual, now, after
        row(rests, 100, 100, 500, progress(CONVERGED, 0, 100, 100, 0)),
        row(rests, 200, 100, 500, progress(MOVING, 500, 200, 100, 500)),
        row(rests, 100, 90, 500, progress(MOVING, 500, 100, 90, 500)),
        row(rests, 90, 90, 500, progress(CONVERGED, 0, 90, 90, 500)),
        row(moves, 100, 50, 29, progress(MOVING, 0, 100, 50, 20)),
        row(moves, 100, 50, 30, progress(STUCK, 20, 100, 50, 20)),
        row(moves, 100, 51, 30, progress(MOVING, 0, 100, 51, 30)),
        row(moves, 100, 49, 30, progress(MOVING, 0, 100, 49, 30)),
        row(moves, 101, 50, 30, progress(MOVING, 0, 101, 50, 30)),
        row(moves, 100, 100, 30, progress(CONVERGED, 30, 100, 100, 30)),
        row(moves, 50, 50, 30, progress(CONVERGED, 30, 50, 50, 30)),
        row(stuck, 100, 50, 500, progress(STUCK, 20, 100, 50, 20)),
        row(stuck, 100, 60, 500, progress(MOVING, 500, 100, 60, 500)),
        row(stuck, 200, 50, 500, progress(MOVING, 500, 200, 50, 500)),
        row(stuck, 100, 100, 500, progress(CONVERGED, 500, 100, 100, 500)));
  }

  @ParameterizedTest
  @MethodSource("steps")
  void goesOn(Progress before, long target, long actual, Instant now, Progress after) {
    assertEquals(after, before.next(target, actual, now));
  }

  @ParameterizedTest
  @CsvSource({
    // state, seconds since it began, milliseconds until the next look
    "CONVERGED, 0, 10000",
    "STUCK, 10, 10000",
    "MOVING, 0, 250",
    "MOVING, 2, 250",
    "MOVING, 4, 500",
    "MOVING, 16, 2000",
    "MOVING, 3600, 2000"
  })
  void isLookedAtLessTheLongerItLasts(State state, long seconds, long millis) {
    var progress = progress(state, 0, 100, 50, 0);

    assertEquals(Duration.ofMillis(millis), progress.pause(T0.plusSeconds(seconds)));
  }

  private static Arguments row(Progress before, long target, long actual, int now, Progress after) {
    return Arguments.of(before, target, actual, T0.plusSeconds(now), after);
  }

  private static Progress progress(State state, int since, long target, long actual, int movedAt) {
    return new Progress(state, T0.plusSeconds(since), target, actual, T0.plusSeconds(movedAt));
  }
}
