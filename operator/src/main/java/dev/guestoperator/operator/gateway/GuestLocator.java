package dev.guestoperator.operator.gateway;

/** Finds where a guest is, without waiting. */
interface GuestLocator {
  Place locate(String namespace, String name);

  /** Where a guest is. */
  sealed interface Place {
    record NotFound() implements Place {}

    /**
     * @param reason why the guest is on no node yet, for the user; may be empty
     */
    record NotPlaced(String reason) implements Place {}

    /** On a node whose agent has told no address. */
    record Unreachable(String node) implements Place {}

    /** With this agent. */
    record At(String uid, AgentAddress agent) implements Place {}
  }
}
