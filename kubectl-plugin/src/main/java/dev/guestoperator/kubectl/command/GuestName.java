package dev.guestoperator.kubectl.command;

import dev.guestoperator.crds.guest.Guest;
import dev.guestoperator.kubectl.config.Cluster;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.dsl.Resource;

/** Namespace and name of a guest. */
record GuestName(String namespace, String name) {
  static GuestName of(ObjectMeta metadata) {
    return new GuestName(metadata.getNamespace(), metadata.getName());
  }

  Resource<Guest> in(Cluster cluster) {
    return cluster.client().resources(Guest.class).inNamespace(namespace).withName(name);
  }

  /** How the user deletes it. */
  String deletion() {
    return "kubectl delete guest %s -n %s".formatted(name, namespace);
  }
}
