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

    /** With the agent of this node. */
    record At(String uid, String node, String host, int port) implements Place {
      String address() {
        return host + ":" + port;
      }
    }
  }
}
