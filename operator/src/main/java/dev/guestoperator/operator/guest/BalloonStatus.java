package dev.guestoperator.operator.guest;

import dev.guestoperator.agent.api.BalloonReport;
import dev.guestoperator.agent.api.BalloonStats;
import dev.guestoperator.crds.guest.GuestStatus.Balloon;
import dev.guestoperator.crds.guest.GuestStatus.Stats;
import dev.guestoperator.operator.Conditions;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What the status of a guest says of its balloon. */
final class BalloonStatus {
  static final String CONVERGED = "BalloonConverged";

  /** Why {@link #CONVERGED} is False when the guest does not follow. */
  static final String REFUSES = "GuestRefuses";

  private static final Duration STATS_AGE = Duration.ofMinutes(1);
  private static final double STATS_SHARE = 0.05;

  private BalloonStatus() {}

  /**
   * The balloon as reported; or as the status says already, when only statistics differ and the
   * last ones are younger than a minute or differ by at most 5 %.
   *
   * @param old null for none
   * @param report null for none
   */
  static Balloon of(Balloon old, BalloonReport report) {
    if (report == null) {
      return null;
    }
    var fresh =
        new Balloon(
            report.actualPages(),
            report.targetPages(),
            stats(report.stats()),
            report.statsAt() == null ? null : report.statsAt().toString());
    return old != null && samePages(old, fresh) && !isNews(old, report) ? old : fresh;
  }

  /**
   * Whether the balloon holds what it is to hold, and why not.
   *
   * @param wantedPages by the spec
   */
  static Condition converged(BalloonReport report, long wantedPages) {
    var progress = "%d of %d pages are in the balloon".formatted(report.actualPages(), wantedPages);
    if (report.desiredPages() != wantedPages) {
      return moving(report.actualPages(), wantedPages, progress);
    }
    return switch (report.state()) {
      case CONVERGED ->
          report.targetPages() < wantedPages
              ? no(
                  "PackageNeedsMemory",
                  "%s and no more: the package needs the rest; set balloon.targetPages to at most %d."
                      .formatted(progress, report.targetPages()))
              : Conditions.of(CONVERGED, "True", "Converged", progress + ".");
      case MOVING -> moving(report.actualPages(), report.targetPages(), progress);
      case STUCK ->
          no(
              REFUSES,
              "%s; the guest has not moved any since %s.".formatted(progress, report.since()));
    };
  }

  private static Condition moving(long actual, long target, String progress) {
    return no(actual < target ? "Inflating" : "Deflating", progress + ".");
  }

  private static Condition no(String reason, String message) {
    return Conditions.of(CONVERGED, "False", reason, message);
  }

  private static boolean samePages(Balloon old, Balloon fresh) {
    return fresh.actualPages().equals(old.actualPages())
        && fresh.targetPages().equals(old.targetPages());
  }

  private static boolean isNews(Balloon old, BalloonReport report) {
    return report.stats() != null
        && isOld(old, report.statsAt())
        && report.stats().movedFrom(stats(old.stats()), STATS_SHARE);
  }

  private static boolean isOld(Balloon old, Instant now) {
    return old.lastUpdated() == null
        || !now.isBefore(Instant.parse(old.lastUpdated()).plus(STATS_AGE));
  }

  private static Stats stats(BalloonStats told) {
    return told == null
        ? null
        : new Stats(
            told.swapIn(),
            told.swapOut(),
            told.majorFaults(),
            told.minorFaults(),
            told.freeMemory(),
            told.totalMemory(),
            told.availableMemory(),
            told.diskCaches(),
            told.hugetlbAllocations(),
            told.hugetlbFailures());
  }

  private static BalloonStats stats(Stats written) {
    return Optional.ofNullable(written)
        .map(
            stats ->
                new BalloonStats(
                    stats.swapIn(),
                    stats.swapOut(),
                    stats.majorFaults(),
                    stats.minorFaults(),
                    stats.freeMemory(),
                    stats.totalMemory(),
                    stats.availableMemory(),
                    stats.diskCaches(),
                    stats.hugetlbAllocations(),
                    stats.hugetlbFailures()))
        .orElse(BalloonStats.NONE);
  }
}
