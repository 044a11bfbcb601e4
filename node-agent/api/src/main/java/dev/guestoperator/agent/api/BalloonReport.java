package dev.guestoperator.agent.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;

/**
 * What is in the balloon of a running guest, in pages of 4 KiB.
 *
 * @param state where it is on its way to the target
 * @param since when it is in this state; for STUCK, since when nothing has moved
 * @param desiredPages what was desired when this was told; a newer wish may be on its way
 * @param targetPages what the guest is asked for: what is desired, or less if the package needs it
 * @param actualPages what is in it
 * @param stats what the guest told of its memory, null if it has told nothing yet
 * @param statsAt when it told that, null if it has not
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BalloonReport(
    State state,
    Instant since,
    long desiredPages,
    long targetPages,
    long actualPages,
    BalloonStats stats,
    Instant statsAt) {

  /** Where a balloon is on its way to its target. */
  public enum State {
    CONVERGED,
    MOVING,
    /** The guest has not moved it for a while. */
    STUCK
  }
}
