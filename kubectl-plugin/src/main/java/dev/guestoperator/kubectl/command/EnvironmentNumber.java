package dev.guestoperator.kubectl.command;

import dev.guestoperator.crds.environment.Environment;
import dev.guestoperator.kubectl.config.Cluster;
import dev.guestoperator.kubectl.config.Problem;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import picocli.CommandLine.Model.CommandSpec;

/** The id of an environment, which is unique in the cluster. */
record EnvironmentNumber(long id) {
  static EnvironmentNumber parse(CommandSpec command, String word) {
    return new EnvironmentNumber(GuestWords.number(command, "environment", word));
  }

  /**
   * @throws Problem if there is no such environment
   */
  ObjectMeta find(Cluster cluster) {
    return Reach.of(cluster).list(Environment.class).stream()
        .filter(e -> e.getStatus() != null && Long.valueOf(id).equals(e.getStatus().id()))
        .findFirst()
        .orElseThrow(() -> new Problem("No existing environment with id " + id))
        .getMetadata();
  }
}
