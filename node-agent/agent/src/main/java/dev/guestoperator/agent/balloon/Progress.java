package dev.guestoperator.agent.balloon;

import dev.guestoperator.agent.api.BalloonReport;
import dev.guestoperator.agent.api.BalloonReport.State;
import dev.guestoperator.agent.vmm.Balloon.Told;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How far a balloon is on its way to its target: a function of what it was, of what is seen, and of
 * time.
 *
 * @param state of the balloon
 * @param since when it is in this state; for STUCK, since when nothing has moved
 * @param target in pages
 * @param actual in pages
 * @param movedAt when the target or the balloon was last seen to move
 */
record Progress(State state, Instant since, long target, long actual, Instant movedAt) {
  /** A guest that does nothing for this long is stuck. */
  static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final Duration AT_REST = Duration.ofSeconds(10);
  private static final Duration FASTEST = Duration.ofMillis(250);
  private static final Duration SLOWEST_MOVING = Duration.ofSeconds(2);

  /** Nothing is known of before. */
  static Progress first(long target, long actual, Instant now) {
    return new Progress(
        actual == target ? State.CONVERGED : State.MOVING, now, target, actual, now);
  }

  /** After a look at the balloon. */
  Progress next(long target, long actual, Instant now) {
    var still = target == this.target && actual == this.actual;
    var movedAt = still ? this.movedAt : now;
    var state = state(target, actual, movedAt, now);
    var since = state == this.state ? this.since : now;
    return new Progress(state, state == State.STUCK ? movedAt : since, target, actual, movedAt);
  }

  private static State state(long target, long actual, Instant movedAt, Instant now) {
    if (actual == target) {
      return State.CONVERGED;
    }
    return now.isBefore(movedAt.plus(PATIENCE)) ? State.MOVING : State.STUCK;
  }

  /**
   * @param desired pages
   */
  BalloonReport report(long desired, Optional<Told> told) {
    return new BalloonReport(
        state,
        since,
        desired,
        target,
        actual,
        told.map(Told::stats).orElse(null),
        told.map(Told::at).orElse(null));
  }

  /** How long nobody has to look: the longer it moves, the longer it is likely to. */
  Duration pause(Instant now) {
    return switch (state) {
      case CONVERGED, STUCK -> AT_REST;
      case MOVING -> {
        var eighth = Duration.between(since, now).dividedBy(8);
        yield eighth.compareTo(FASTEST) < 0
            ? FASTEST
            : eighth.compareTo(SLOWEST_MOVING) > 0 ? SLOWEST_MOVING : eighth;
      }
    };
  }
}
