package dev.guestoperator.operator.guest;

import dev.guestoperator.crds.guest.Guest;
import dev.guestoperator.crds.guest.GuestStatus;

/**
 * Memory of a node that a guest has been promised.
 *
 * @param node the node, null for none
 * @param bytes beside the node's overhead for each guest
 */
record Promise(String node, long bytes) {
  static final Promise NONE = new Promise(null, 0);

  /** What the status of a guest promises it; the spec counts once the guest is started anew. */
  static Promise of(Guest guest) {
    var status = guest.getStatus();
    return isHeld(status)
        ? new Promise(
            status.nodeName(),
            Math.max(Memory.bytes(status.memory()), Memory.bytes(guest.getSpec().memory())))
        : NONE;
  }

  /** Whether a node keeps memory for the guest of this status. */
  static boolean isHeld(GuestStatus status) {
    return status != null && status.nodeName() != null && status.memory() != null;
  }
}
