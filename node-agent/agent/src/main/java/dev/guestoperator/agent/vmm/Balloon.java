package dev.guestoperator.agent.vmm;

import dev.guestoperator.agent.api.BalloonStats;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/**
 * The balloon of a machine, in pages of 4 KiB. A method that asks waits for the VMM, for seconds if
 * that hangs, and fails if it does not answer or makes no sense; a request may have been heard even
 * so.
 */
public interface Balloon {
  /** Bytes of a page. */
  long PAGE = 4096;

  /** Pages that the machine has, those in the balloon included. */
  long memoryPages() throws IOException;

  /** Pages that are in the balloon, 0 to {@link #memoryPages}. */
  long actualPages() throws IOException;

  /**
   * Asks the guest to bring the balloon to this size, without waiting for it: a guest takes its
   * time, or refuses.
   *
   * @param pages from 0, less than {@link #memoryPages}
   */
  void setTarget(long pages) throws IOException;

  /**
   * How often the guest is asked for statistics from now on.
   *
   * @param seconds 0 for never
   */
  void setStatsPeriod(int seconds) throws IOException;

  /** What the guest told last, empty if it never did. */
  Optional<Told> told() throws IOException;

  /** Has the size of the balloon listened to, by this listener alone; it must not ask. */
  void onChange(Runnable listener);

  /** Statistics, and when the guest told them. */
  record Told(BalloonStats stats, Instant at) {}
}
