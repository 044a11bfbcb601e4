package dev.guestoperator.operator.guest;

import dev.guestoperator.crds.guest.Guest;
import dev.guestoperator.operator.environment.Share;

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
    return Share.of(guest)
        .map(share -> new Promise(guest.getStatus().nodeName(), share.memory()))
        .orElse(NONE);
  }
}
