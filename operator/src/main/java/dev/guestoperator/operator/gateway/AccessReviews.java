package dev.guestoperator.operator.gateway;

import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Asks the API server whether a user may open a session. It has asked itself for verb get, as the
 * executor of client-go sends a GET; a session writes, so that alone must not open one.
 */
@ApplicationScoped
class AccessReviews {
  private final KubernetesClient client;

  AccessReviews(KubernetesClient client) {
    this.client = client;
  }

  /**
   * Returns if the user may; blocks.
   *
   * @throws Refused if he may not
   * @throws io.fabric8.kubernetes.client.KubernetesClientException if the API server gives no
   *     answer
   */
  void require(Caller.User user, ResourcePath path) throws Refused {
    var answer = client.resource(review(user, path)).create().getStatus();
    if (answer == null || !Boolean.TRUE.equals(answer.getAllowed())) {
      var reason = answer == null || answer.getReason() == null ? "" : answer.getReason();
      throw new Refused(Statuses.forbidden(user, path, reason));
    }
  }

  static SubjectAccessReview review(Caller.User user, ResourcePath path) {
    return new SubjectAccessReviewBuilder()
        .withNewSpec()
        .withUser(user.name())
        .withUid(user.uid())
        .withGroups(user.groups())
        .withExtra(user.extra())
        .withNewResourceAttributes()
        .withGroup(GatewayApi.GROUP)
        .withVersion(GatewayApi.VERSION)
        .withResource(path.resource().plural())
        .withSubresource(path.subresource())
        .withNamespace(path.namespace())
        .withName(path.segment())
        .withVerb("create")
        .endResourceAttributes()
        .endSpec()
        .build();
  }
}
