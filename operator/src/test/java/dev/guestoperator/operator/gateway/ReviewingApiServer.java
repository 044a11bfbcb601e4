package dev.guestoperator.operator.gateway;

import dev.guestoperator.operator.TestAuthority;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Keeps objects, and answers SubjectAccessReviews by a list of users. */
final class ReviewingApiServer implements AutoCloseable {
  private final KubernetesMockServer server;

  /** Who may attach. */
  final Set<String> allowed = ConcurrentHashMap.newKeySet();

  /** What was asked last of each user. */
  final Map<String, SubjectAccessReviewSpec> asked = new ConcurrentHashMap<>();

  ReviewingApiServer() {
    server =
        new KubernetesMockServer(
            new Context(), new MockWebServer(), new HashMap<>(), new Dispatcher(), false);
    server.init();
  }

  String url() {
    return "http://" + server.getHostName() + ":" + server.getPort();
  }

  /** Publishes whom an extension server shall take for the front proxy. */
  void frontProxy(TestAuthority authority, String allowedNames) {
    var map =
        new ConfigMapBuilder()
            .withNewMetadata()
            .withNamespace("kube-system")
            .withName("extension-apiserver-authentication")
            .endMetadata()
            .addToData("requestheader-client-ca-file", authority.pem())
            .addToData("requestheader-allowed-names", allowedNames)
            .addToData("requestheader-username-headers", "[\"X-Remote-User\"]")
            .addToData("requestheader-group-headers", "[\"X-Remote-Group\"]")
            .addToData("requestheader-extra-headers-prefix", "[\"X-Remote-Extra-\"]")
            .build();
    try (KubernetesClient client = server.createClient()) {
      client.resource(map).createOr(existing -> existing.update());
    }
  }

  @Override
  public void close() {
    server.destroy();
  }

  private final class Dispatcher extends KubernetesCrudDispatcher {
    Dispatcher() {
      super(List.of());
    }

    @Override
    public MockResponse dispatch(RecordedRequest request) {
      if (!request.getPath().endsWith("/subjectaccessreviews")) {
        return super.dispatch(request);
      }
      var review = Serialization.unmarshal(request.getUtf8Body(), SubjectAccessReview.class);
      asked.put(review.getSpec().getUser(), review.getSpec());
      var answer =
          review.toBuilder()
              .withNewStatus()
              .withAllowed(allowed.contains(review.getSpec().getUser()))
              .endStatus()
              .build();
      return new MockResponse()
          .setResponseCode(201)
          .addHeader("Content-Type", "application/json")
          .setBody(Serialization.asJson(answer));
    }
  }
}
