package dev.guestoperator.operator.gateway;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Decides whether a session may begin, and with which agent. */
@ApplicationScoped
class Admission {
  private static final Logger LOG = Logger.getLogger(Admission.class);

  private final AccessReviews reviews;
  private final GuestLocator locator;

  Admission(AccessReviews reviews, GuestLocator locator) {
    this.reviews = reviews;
    this.locator = locator;
  }

  /** Blocks; the right comes first, so that nobody learns of guests that he may not attach to. */
  GuestLocator.Place.At admit(Caller.User user, AttachRequest attach) throws Refused {
    try {
      reviews.require(user, attach);
    } catch (KubernetesClientException e) {
      throw new Refused(
          Statuses.unavailable("The API server does not say whether you may attach; attach again."),
          e);
    }
    return switch (locator.locate(attach.namespace(), attach.name())) {
      case GuestLocator.Place.At at -> at;
      case GuestLocator.Place.NotFound() -> throw new Refused(Statuses.noSuchGuest(attach.name()));
      case GuestLocator.Place.NotPlaced(var reason) ->
          throw new Refused(
              Statuses.conflict(
                  "The guest is not on a node yet"
                      + (reason.isEmpty() ? "; attach again once it is." : ": " + reason)));
      case GuestLocator.Place.Unreachable(var node) ->
          throw new Refused(
              Statuses.unavailable("Node " + node + " cannot be reached; attach again."));
    };
  }

  /** Asks again during a session, and tells what to say if the right is gone; blocks. */
  Optional<Status> revoked(Caller.User user, AttachRequest attach) {
    try {
      reviews.require(user, attach);
      return Optional.empty();
    } catch (Refused refused) {
      return Optional.of(refused.status());
    } catch (KubernetesClientException e) {
      // No answer revokes nothing; the next review tells.
      LOG.warnf("The right of a session cannot be reviewed: %s", e.getMessage());
      return Optional.empty();
    }
  }
}
