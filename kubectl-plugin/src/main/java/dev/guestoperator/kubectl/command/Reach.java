package dev.guestoperator.kubectl.command;

import dev.guestoperator.kubectl.config.Cluster;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.List;

/** The namespaces in which a number is looked up: the one asked for, else all one may read. */
record Reach(Cluster cluster) {
  static Reach of(Cluster cluster) {
    return new Reach(cluster);
  }

  <T extends HasMetadata> List<T> list(Class<T> kind) {
    return cluster
        .namespaceAskedFor()
        .map(namespace -> inNamespace(kind, namespace))
        .orElseGet(() -> everywhere(kind));
  }

  private <T extends HasMetadata> List<T> everywhere(Class<T> kind) {
    try {
      return cluster.client().resources(kind).inAnyNamespace().list().getItems();
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_FORBIDDEN) {
        throw e;
      }
      return inNamespace(kind, cluster.namespace());
    }
  }

  private <T extends HasMetadata> List<T> inNamespace(Class<T> kind, String namespace) {
    return cluster.client().resources(kind).inNamespace(namespace).list().getItems();
  }
}
