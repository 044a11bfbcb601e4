package dev.guestoperator.agent.balloon;

import dev.guestoperator.agent.api.BalloonReport;
import dev.guestoperator.agent.api.BalloonReport.State;
import java.time.Duration;
import java.time.Instant;

/**
 * What was last told to those who are told of changes.
 *
 * @param report that was told
 * @param at when
 */
record Published(BalloonReport report, Instant at) {
  private static final Duration BETWEEN_DEPARTURES = Duration.ofSeconds(10);
  private static final Duration BETWEEN_SIZES = Duration.ofSeconds(10);
  private static final Duration BETWEEN_STATS = Duration.ofSeconds(60);
  private static final double SHARE = 0.05;

  /** Whether the report of now is worth telling. */
  boolean isOutdatedBy(BalloonReport next, Instant now) {
    return next.desiredPages() != report.desiredPages()
        || next.targetPages() != report.targetPages()
        || inAnotherState(next, now)
        || (hasStats(next) && !hasStats(report))
        || (ofAnotherSize(next) && over(BETWEEN_SIZES, at, now))
        || (movedStats(next) && over(BETWEEN_STATS, at, now));
  }

  /** Statistics that are gone come back soon if it was a reboot. */
  private boolean ofAnotherSize(BalloonReport next) {
    return next.actualPages() != report.actualPages() || (hasStats(report) && !hasStats(next));
  }

  /** A guest that leaves its target and comes back, over and over, is not heard each time. */
  private boolean inAnotherState(BalloonReport next, Instant now) {
    return next.state() != report.state()
        && (next.state() != State.MOVING || over(BETWEEN_DEPARTURES, report.since(), now));
  }

  private boolean movedStats(BalloonReport next) {
    return hasStats(next) && hasStats(report) && next.stats().movedFrom(report.stats(), SHARE);
  }

  private static boolean hasStats(BalloonReport report) {
    return report.stats() != null;
  }

  private static boolean over(Duration pause, Instant since, Instant now) {
    return !now.isBefore(since.plus(pause));
  }
}
