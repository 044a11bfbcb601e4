package dev.guestoperator.kubectl.command;

import dev.guestoperator.crds.guest.Guest;
import dev.guestoperator.kubectl.config.Cluster;
import dev.guestoperator.kubectl.config.Problem;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.util.Optional;

/** Namespace and name of a guest. */
record GuestName(String namespace, String name) {
  static GuestName of(ObjectMeta metadata) {
    return new GuestName(metadata.getNamespace(), metadata.getName());
  }

  Resource<Guest> in(Cluster cluster) {
    return cluster.client().resources(Guest.class).inNamespace(namespace).withName(name);
  }

  /**
   * The guest as it is now.
   *
   * @throws Problem if it does not exist
   */
  Guest read(Cluster cluster) {
    return Optional.ofNullable(in(cluster).get())
        .orElseThrow(
            () ->
                new Problem("guest %s does not exist in namespace %s".formatted(name, namespace)));
  }

  /** How the user deletes it. */
  String deletion() {
    return "kubectl delete guest %s -n %s".formatted(name, namespace);
  }
}
