package dev.guestoperator.kubectl.gateway;

import dev.guestoperator.kubectl.config.Cluster;
import dev.guestoperator.kubectl.config.Problem;
import io.fabric8.kubernetes.api.model.StatusDetails;
import io.fabric8.kubernetes.client.Client;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.net.HttpURLConnection;
import java.util.Optional;

/**
 * Requests through the API server to the operator's gateway that are no sessions. What is refused
 * is a {@link KubernetesClientException}.
 */
public final class Gateway {
  private static final String GUEST =
      "/apis/subresources.guest-operator.dev/v1alpha1/namespaces/%s/guests/%s/";

  /** Longer than the gateway gives an agent. */
  private static final int INTERRUPT_MILLIS = 30_000;

  private final Cluster cluster;

  public Gateway(Cluster cluster) {
    this.cluster = cluster;
  }

  /** The balloon of a guest at this moment. */
  public BalloonAnswer balloon(String namespace, String name) {
    var path = GUEST.formatted(namespace, name) + "balloon";
    return BalloonAnswer.read(request(cluster.client(), "GET", path, null), serialization());
  }

  /**
   * Raises an interrupt line of a guest, for at most a few seconds.
   *
   * @param count from 1 to 1000
   */
  public Raised interrupt(String namespace, String name, int line, int count) {
    var path =
        GUEST.formatted(namespace, name) + "interrupt?line=%d&count=%d".formatted(line, count);
    return serialization().unmarshal(request(onlyOnce(), "POST", path, ""), Raised.class);
  }

  private KubernetesSerialization serialization() {
    return cluster.client().getKubernetesSerialization();
  }

  /** Nobody knows whether a request without an answer was done, so it must not be repeated. */
  private Client onlyOnce() {
    return cluster
        .client()
        .newClient(
            new RequestConfigBuilder(cluster.config().getRequestConfig())
                .withRequestRetryBackoffLimit(0)
                .withRequestTimeout(INTERRUPT_MILLIS)
                .build());
  }

  /**
   * @param body null for none; without one the client sends GET, whatever the method
   */
  private static String request(Client client, String method, String path, String body) {
    try {
      return client.raw(path, method, body);
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND && !isAboutGuests(e)) {
        throw new Problem(
            "the cluster does not serve what is in guests: is guest-operator installed and its"
                + " APIService available?",
            e);
      }
      throw e;
    }
  }

  private static boolean isAboutGuests(KubernetesClientException e) {
    return Optional.ofNullable(e.getStatus().getDetails())
        .map(StatusDetails::getKind)
        .filter("guests"::equals)
        .isPresent();
  }
}
