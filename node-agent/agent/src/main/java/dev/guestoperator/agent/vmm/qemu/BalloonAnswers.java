package dev.guestoperator.agent.vmm.qemu;

import com.fasterxml.jackson.databind.JsonNode;
import dev.guestoperator.agent.api.BalloonStats;
import dev.guestoperator.agent.vmm.Balloon.Told;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/** What QEMU answers about a balloon; most of it is the guest's word. */
final class BalloonAnswers {
  private static final long MAX_MEMORY = 1L << 46;

  /** The last second of the year 9999. */
  private static final long MAX_TIME = 253_402_300_799L;

  private BalloonAnswers() {}

  /** Bytes of the machine's memory, from query-memory-size-summary. */
  static long memory(JsonNode answer) throws IOException {
    return number(answer, "base-memory", 1, MAX_MEMORY);
  }

  /**
   * Bytes in the balloon, from query-balloon.
   *
   * @param memory of the machine, in bytes
   */
  static long actual(JsonNode answer, long memory) throws IOException {
    return memory - number(answer, "actual", 0, memory);
  }

  /** The statistics, from the property guest-stats; empty if there were none yet. */
  static Optional<Told> told(JsonNode answer) throws IOException {
    var at = number(answer, "last-update", 0, MAX_TIME);
    if (at == 0) {
      return Optional.empty();
    }
    return Optional.of(new Told(stats(answer.path("stats")), Instant.ofEpochSecond(at)));
  }

  private static BalloonStats stats(JsonNode stats) {
    return new BalloonStats(
        stat(stats, "stat-swap-in"),
        stat(stats, "stat-swap-out"),
        stat(stats, "stat-major-faults"),
        stat(stats, "stat-minor-faults"),
        stat(stats, "stat-free-memory"),
        stat(stats, "stat-total-memory"),
        stat(stats, "stat-available-memory"),
        stat(stats, "stat-disk-caches"),
        stat(stats, "stat-htlb-pgalloc"),
        stat(stats, "stat-htlb-pgfail"));
  }

  /** Null also for 2^64 - 1, which is what QEMU says when the guest says nothing. */
  private static Long stat(JsonNode stats, String name) {
    var value = stats.path(name);
    var sent = value.isIntegralNumber() && value.canConvertToLong() && value.longValue() >= 0;
    return sent ? value.longValue() : null;
  }

  private static long number(JsonNode answer, String name, long least, long most)
      throws IOException {
    var value = answer.path(name);
    if (!value.isIntegralNumber()
        || !value.canConvertToLong()
        || value.longValue() < least
        || value.longValue() > most) {
      throw new QmpException("QEMU says no sensible " + name);
    }
    return value.longValue();
  }
}
