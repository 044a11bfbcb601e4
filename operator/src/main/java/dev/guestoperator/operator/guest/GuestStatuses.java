package dev.guestoperator.operator.guest;

import static dev.guestoperator.operator.Conditions.READY;
import static dev.guestoperator.operator.Conditions.RECONCILING;
import static dev.guestoperator.operator.Conditions.STALLED;

import dev.guestoperator.crds.guest.Guest;
import dev.guestoperator.crds.guest.GuestStatus;
import dev.guestoperator.crds.guest.GuestStatus.Phase;
import dev.guestoperator.operator.Conditions;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.util.Objects;

/** What the status of a guest is while no report of its node decides it. */
final class GuestStatuses {
  private static final Condition UNREACHABLE =
      Conditions.of(
          READY,
          "Unknown",
          "NodeUnreachable",
          "The node does not answer, so nobody knows how the guest fares; it is not started"
              + " elsewhere while the GuestNode exists.");
  private static final Condition UNREACHABLE_DELETED =
      Conditions.of(
          READY,
          "Unknown",
          "NodeUnreachable",
          "The guest is removed once its node answers again or the GuestNode is deleted.");

  private GuestStatuses() {}

  /** It is off, as it should be, and on no node. */
  static GuestStatus haltedNowhere(Guest guest, Instant now) {
    return new StatusDraft(guest)
        .observed()
        .phase(Phase.STOPPED)
        .on(null, guest.getStatus().epoch())
        .memory(null)
        .machine(null, null, null)
        .with(now, Conditions.of(READY, "True", "Halted", "The guest is off, as its spec says."));
  }

  /** No node can run it for now. */
  static GuestStatus unplaceable(Guest guest, Placement.Unplaceable why, Instant now) {
    return new StatusDraft(guest)
        .observed()
        .phase(Phase.PENDING)
        .memory(null)
        .machine(null, null, null)
        .with(
            now,
            Conditions.of(READY, "False", why.reason(), why.message()),
            Conditions.of(RECONCILING, "True", why.reason(), why.message()));
  }

  /** It starts on this node; a node that it has not been on is a new placement. */
  static GuestStatus placed(Guest guest, String node, Instant now) {
    var old = guest.getStatus();
    var before = old.epoch() == null ? 0 : old.epoch();
    return new StatusDraft(guest)
        .observed()
        .phase(Phase.STARTING)
        .on(node, Objects.equals(node, old.nodeName()) ? before : before + 1)
        .memory(guest.getSpec().memory())
        .machine(null, null, null)
        .with(now, ReportedStatus.STARTING, ReportedStatus.STARTING_NOT_READY);
  }

  /** Its node does not answer. */
  static GuestStatus unreachable(Guest guest, Instant now) {
    return new StatusDraft(guest)
        .phase(Phase.UNKNOWN)
        .with(now, guest.isMarkedForDeletion() ? UNREACHABLE_DELETED : UNREACHABLE);
  }

  /** Its node has refused it for good; only a change of the guest can help. */
  static GuestStatus refused(Guest guest, String reason, String message, Instant now) {
    var starts = guest.getStatus().phase() == Phase.STARTING;
    return new StatusDraft(guest)
        .observed()
        .phase(starts ? Phase.FAILED : guest.getStatus().phase())
        .with(
            now,
            Conditions.of(READY, "False", reason, message),
            Conditions.of(STALLED, "True", reason, message));
  }

  /** It is shut down because it was deleted. */
  static GuestStatus deleted(Guest guest, Instant now) {
    var message = "The guest was deleted and is being shut down and removed.";
    return new StatusDraft(guest)
        .observed()
        .phase(Phase.STOPPING)
        .with(
            now,
            Conditions.of(READY, "False", "Deleted", message),
            Conditions.of(RECONCILING, "True", "Deleted", message));
  }
}
