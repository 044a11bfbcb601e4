package dev.guestoperator.operator.guest;

import dev.guestoperator.crds.guest.Guest;
import dev.guestoperator.crds.guest.GuestStatus;
import dev.guestoperator.operator.EventRecorder;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import jakarta.enterprise.context.ApplicationScoped;

/** Writes statuses of guests, and tells who wants to know. */
@ApplicationScoped
public class StatusUpdates {
  private final EventRecorder events;
  private final GuestTriggers triggers;

  StatusUpdates(EventRecorder events, GuestTriggers triggers) {
    this.events = events;
    this.triggers = triggers;
  }

  /** The writes of one pass over a guest, which has the status that the API server has. */
  StatusUpdate begin(Guest guest, Context<Guest> context) {
    return new StatusUpdate(guest, context);
  }

  /** Knows what the API server has, whatever becomes of the guest's status in memory. */
  final class StatusUpdate {
    private final Guest guest;
    private final Context<Guest> context;
    private GuestStatus there;
    private Promise promised;

    private StatusUpdate(Guest guest, Context<Guest> context) {
      this.guest = guest;
      this.context = context;
      there = guest.getStatus();
      promised = Promise.of(guest);
    }

    /**
     * Gives the guest this status, and writes it unless the API server has it already.
     *
     * @throws io.fabric8.kubernetes.client.KubernetesClientException also if the guest was changed
     *     by somebody else since it was read
     */
    void write(GuestStatus wanted) {
      guest.setStatus(wanted);
      if (wanted.equals(there)) {
        return;
      }
      var written = context.resourceOperations().updatePrimaryStatus(guest);
      guest.getMetadata().setResourceVersion(written.getMetadata().getResourceVersion());
      GuestNews.between(there, wanted).forEach(this::tell);
      if (promised.node() != null && !promised.equals(Promise.of(guest))) {
        triggers.moreRoom();
      }
      there = wanted;
      promised = Promise.of(guest);
    }

    private void tell(GuestNews news) {
      if (news.warning()) {
        events.warning(guest, news.reason(), news.message());
      } else {
        events.normal(guest, news.reason(), news.message());
      }
    }
  }
}
