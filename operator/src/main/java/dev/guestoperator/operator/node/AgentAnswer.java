package dev.guestoperator.operator.node;

import dev.guestoperator.agent.api.BalloonReport;
import dev.guestoperator.agent.api.GuestReport;
import dev.guestoperator.agent.api.Raised;

/** What came of a request to an agent. */
public sealed interface AgentAnswer {
  /** What came of telling an agent what is wanted of a guest. */
  sealed interface ToPut extends AgentAnswer {}

  /** What came of telling an agent to remove a guest. */
  sealed interface ToDelete extends AgentAnswer {}

  /** What came of asking an agent for the balloon of a guest. */
  sealed interface ToBalloon extends AgentAnswer {}

  /** What came of telling an agent to raise an interrupt line. */
  sealed interface ToInterrupt extends AgentAnswer {}

  /** What came of a request that the agent did not do as asked. */
  sealed interface Failed extends ToPut, ToDelete, ToBalloon, ToInterrupt {}

  /** The agent has taken it and is at work or done. */
  record Accepted(GuestReport report) implements ToPut, ToDelete {}

  /** Nothing is left of the guest on the node. */
  record Gone() implements ToDelete {}

  /** What is in the balloon. */
  record Balloon(BalloonReport report) implements ToBalloon {}

  /** The line was raised, perhaps fewer times than asked for. */
  record Interrupted(Raised raised) implements ToInterrupt {}

  /**
   * The agent will not do it.
   *
   * @param status of HTTP
   * @param reason CamelCase, such as NoRoom
   * @param message one sentence
   */
  record Refused(int status, String reason, String message) implements Failed {
    /** Whether the guest pool of the node is too full. */
    public boolean noRoom() {
      return status == 507;
    }

    /** Whether the same request may succeed later. */
    public boolean passing() {
      return status >= 500 && !noRoom();
    }
  }

  /** Nobody knows whether the agent has taken it. */
  record Unreachable(String message) implements Failed {}
}
