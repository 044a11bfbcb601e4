package dev.guestoperator.agent.balloon;

import dev.guestoperator.agent.vmm.Balloon;
import dev.guestoperator.agent.vmm.Balloon.Told;
import java.io.IOException;
import java.util.Optional;

/** Has the VMM ask the guest for what is desired, as often as what there is differs from it. */
final class Pump {
  private static final int UNKNOWN = -1;

  private final Balloon balloon;
  private final long minimumBytes;
  private long asked = UNKNOWN;
  private int period = UNKNOWN;

  /**
   * @param minimumBytes of memory that are left to the guest
   */
  Pump(Balloon balloon, long minimumBytes) {
    this.balloon = balloon;
    this.minimumBytes = minimumBytes;
  }

  /** What the guest is asked for and what is there, in pages. */
  record Level(long target, long actual) {}

  /** The VMM or the guest may have forgotten what it was asked for. */
  void startAnew() {
    asked = UNKNOWN;
    period = UNKNOWN;
  }

  /**
   * @param wanted pages, of which the guest gives only what it does not need
   */
  Level pump(long wanted) throws IOException {
    var target = limit(wanted, balloon.memoryPages(), minimumBytes);
    var actual = balloon.actualPages();
    if (target != asked || target != actual) {
      asked = UNKNOWN;
      balloon.setTarget(target);
      asked = target;
    }
    return new Level(target, actual);
  }

  /**
   * @param seconds between two answers of the guest, 0 if it is not asked
   */
  Optional<Told> stats(int seconds) throws IOException {
    if (seconds != period) {
      period = UNKNOWN;
      balloon.setStatsPeriod(seconds);
      period = seconds;
    }
    return seconds == 0 ? Optional.empty() : balloon.told();
  }

  static long limit(long wanted, long memoryPages, long minimumBytes) {
    var spare = memoryPages - Math.ceilDiv(minimumBytes, Balloon.PAGE);
    return Math.max(0, Math.min(wanted, spare));
  }
}
