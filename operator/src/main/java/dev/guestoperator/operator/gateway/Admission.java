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
  private final Whereabouts whereabouts;

  Admission(AccessReviews reviews, Whereabouts whereabouts) {
    this.reviews = reviews;
    this.whereabouts = whereabouts;
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
    return whereabouts.of(attach.namespace(), attach.name());
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
