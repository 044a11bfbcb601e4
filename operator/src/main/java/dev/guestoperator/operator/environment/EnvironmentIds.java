package dev.guestoperator.operator.environment;

import dev.guestoperator.crds.environment.Environment;
import dev.guestoperator.operator.OperatorConfig;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.HttpURLConnection;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Hands out ids of environments, each once in the life of the cluster. The counter is a ConfigMap,
 * and the API server's optimistic locking decides who gets which: an id is taken once the counter
 * stands above it, so whoever dies then wastes one and gives none twice.
 */
@ApplicationScoped
public class EnvironmentIds {
  private static final String CONFIG_MAP = "environment-ids";
  private static final String NEXT = "next";
  private static final int ATTEMPTS = 20;

  private final KubernetesClient client;
  private final String namespace;

  EnvironmentIds(KubernetesClient client, OperatorConfig config) {
    this.client = client;
    this.namespace = config.namespace();
  }

  /**
   * An id that nobody has had before, from 0.
   *
   * @throws KubernetesClientException if the API server does not answer or others are always faster
   */
  long next() {
    for (int attempt = 1; ; attempt++) {
      try {
        return take();
      } catch (KubernetesClientException e) {
        if (e.getCode() != HttpURLConnection.HTTP_CONFLICT || attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private long take() {
    var counter =
        Optional.ofNullable(client.configMaps().inNamespace(namespace).withName(CONFIG_MAP).get());
    var id = Math.max(counter.map(EnvironmentIds::read).orElse(0L), aboveAllInUse());
    var data = Map.of(NEXT, Long.toString(id + 1));
    if (counter.isPresent()) {
      client.resource(new ConfigMapBuilder(counter.get()).withData(data).build()).update();
    } else {
      client.resource(created(data)).create();
    }
    return id;
  }

  // Should the counter have been deleted, the environments themselves still know.
  private long aboveAllInUse() {
    return client.resources(Environment.class).inAnyNamespace().list().getItems().stream()
        .map(Environment::getStatus)
        .filter(Objects::nonNull)
        .map(status -> status.id())
        .filter(Objects::nonNull)
        .mapToLong(id -> id + 1)
        .max()
        .orElse(0);
  }

  private ConfigMap created(Map<String, String> data) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(CONFIG_MAP)
        .endMetadata()
        .withData(data)
        .build();
  }

  private static long read(ConfigMap counter) {
    var next = counter.getData() == null ? null : counter.getData().get(NEXT);
    if (next == null || !next.matches("\\d{1,18}")) {
      throw new IllegalStateException(
          "ConfigMap "
              + CONFIG_MAP
              + " has no number under \""
              + NEXT
              + "\": delete it, and it is made anew from the environments that there are.");
    }
    return Long.parseLong(next);
  }
}
