package dev.guestoperator.operator.gateway;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Decides whether a session may begin, and go on. */
@ApplicationScoped
class Admission {
  private static final Logger LOG = Logger.getLogger(Admission.class);

  private final AccessReviews reviews;

  Admission(AccessReviews reviews) {
    this.reviews = reviews;
  }

  /** Blocks; to be asked first, so that nobody learns of what he has no right to. */
  void admit(Caller.User user, ResourcePath path) throws Refused {
    try {
      reviews.require(user, path);
    } catch (KubernetesClientException e) {
      throw new Refused(
          Statuses.unavailable("The API server does not say whether you may; try again."), e);
    }
  }

  /** Asks again during a session, and tells what to say if the right is gone; blocks. */
  Optional<Status> revoked(Caller.User user, ResourcePath path) {
    try {
      reviews.require(user, path);
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
