package dev.guestoperator.agent.vmm.simulated;

import dev.guestoperator.agent.api.BalloonStats;
import dev.guestoperator.agent.vmm.Balloon;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** A balloon that moves a step, and statistics that move a lot, whenever somebody looks. */
final class SimulatedBalloon implements Balloon {
  /** 64 MiB. */
  private static final long STEP_PAGES = 16384;

  private final long memoryPages;
  private final Set<Fault> faults;
  private long target;
  private long actual;
  private boolean asked;
  private long answers;

  SimulatedBalloon(long memoryBytes, Set<Fault> faults) {
    this.memoryPages = memoryBytes / PAGE;
    this.faults = faults;
  }

  @Override
  public long memoryPages() {
    return memoryPages;
  }

  @Override
  public synchronized long actualPages() {
    if (!faults.contains(Fault.BALLOON_STUCK)) {
      actual += Math.clamp(target - actual, -STEP_PAGES, STEP_PAGES);
    }
    return actual;
  }

  @Override
  public synchronized void setTarget(long pages) {
    target = pages;
  }

  @Override
  public synchronized void setStatsPeriod(int seconds) {
    asked = seconds > 0;
  }

  @Override
  public synchronized Optional<Told> told() {
    if (!asked || faults.contains(Fault.NO_STATISTICS)) {
      return Optional.empty();
    }
    return Optional.of(new Told(stats(++answers), Instant.now()));
  }

  @Override
  public void onChange(Runnable listener) {
    // It changes only when it is looked at.
  }

  /** What was asked of the guest before it started anew is forgotten. */
  synchronized void reset() {
    target = 0;
    actual = 0;
  }

  /** From 20 to 70 percent of the memory are free, in steps of ten percent of it. */
  private BalloonStats stats(long n) {
    var left = (memoryPages - actual) * PAGE;
    var free = left / 10 * (2 + n % 6);
    return new BalloonStats(0L, 0L, n, n * 1000, free, left, free + left / 10, left / 10, 0L, 0L);
  }
}
