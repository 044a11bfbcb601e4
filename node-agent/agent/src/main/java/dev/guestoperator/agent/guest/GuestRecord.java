package dev.guestoperator.agent.guest;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.guestoperator.agent.api.Accelerator;
import dev.guestoperator.agent.api.DesiredGuest;
import dev.guestoperator.agent.api.GuestReport.Exit;
import java.time.Instant;

/**
 * What the agent itself has to remember of a guest.
 *
 * @param slot of the guest among those of the node, from 0; its unix uid follows from it
 * @param restarts after it had ended by itself
 * @param lastExit how it ended the last time, null if it never did
 * @param launched what its machine was started with, null when it has none
 * @param removal null unless it is being removed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record GuestRecord(int slot, long restarts, Exit lastExit, Launched launched, Removal removal) {

  /**
   * Written before the machine is started: no machine runs that is not on record.
   *
   * @param minimumMemoryBytes that its package leaves to the guest; 0 if it is not on record
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Launched(
      DesiredGuest with,
      Instant at,
      Accelerator accelerator,
      String packageDigest,
      long minimumMemoryBytes) {

    /** As much as most guests need: rather too small a balloon than a guest that dies of it. */
    private static final long MINIMUM_IF_LOST = 128 << 20;

    Launched {
      minimumMemoryBytes = minimumMemoryBytes == 0 ? MINIMUM_IF_LOST : minimumMemoryBytes;
    }
  }

  /** The epoch of the request that asked for it, and the grace period it gave. */
  record Removal(long epoch, int gracePeriodSeconds) {}

  static GuestRecord of(int slot) {
    return new GuestRecord(slot, 0, null, null, null);
  }

  GuestRecord launched(Launched launched) {
    return new GuestRecord(slot, restarts, lastExit, launched, removal);
  }

  /** The machine ended as wished. */
  GuestRecord stopped(Exit exit) {
    return new GuestRecord(slot, restarts, exit, null, removal);
  }

  /** The machine ended by itself and will be started again. */
  GuestRecord crashed(Exit exit) {
    return new GuestRecord(slot, restarts + 1, exit, null, removal);
  }

  GuestRecord removing(Removal removal) {
    return new GuestRecord(slot, restarts, lastExit, launched, removal);
  }
}
