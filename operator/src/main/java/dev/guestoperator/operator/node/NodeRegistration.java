package dev.guestoperator.operator.node;

import dev.guestoperator.agent.api.NodeFacts;
import dev.guestoperator.crds.guestnode.GuestNode;
import dev.guestoperator.operator.OperatorName;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.TreeMap;

/** Makes a node that an agent has registered known to the cluster. */
@ApplicationScoped
public class NodeRegistration {
  private static final int MAX_LABELS = 64;

  /** Labels under this are the administrator's word; a node cannot give them to itself. */
  private static final String RESTRICTED = "node-restriction.kubernetes.io/";

  private final KubernetesClient client;
  private final NodeDirectory nodes;
  private final NodeWatches watches;

  NodeRegistration(KubernetesClient client, NodeDirectory nodes, NodeWatches watches) {
    this.client = client;
    this.nodes = nodes;
    this.watches = watches;
  }

  /**
   * Takes what an agent says of its own node.
   *
   * @throws IllegalArgumentException with a sentence for the agent's log, if it makes no sense
   */
  void register(String name, NodeFacts facts) {
    check(facts);
    var labels = labels(name, facts);
    if (!hasLabels(name, labels)) {
      apply(name, labels);
    }
    watches.registered(name, facts);
  }

  private static void check(NodeFacts facts) {
    if (facts.pool() == null || facts.address() == null || facts.accelerators() == null) {
      throw new IllegalArgumentException("address, pool and accelerators are required.");
    }
    var labels = facts.labels();
    if (labels == null || labels.size() > MAX_LABELS) {
      throw new IllegalArgumentException("labels are required, at most " + MAX_LABELS + ".");
    }
  }

  private static Map<String, String> labels(String name, NodeFacts facts) {
    var labels = new TreeMap<>(facts.labels());
    labels.keySet().removeIf(key -> key.startsWith(RESTRICTED));
    labels.put("kubernetes.io/hostname", name);
    return labels;
  }

  private boolean hasLabels(String name, Map<String, String> labels) {
    return nodes
        .find(name)
        .map(node -> node.getMetadata().getLabels())
        .filter(present -> present.entrySet().containsAll(labels.entrySet()))
        .isPresent();
  }

  // Applied, not updated: labels that an administrator has added stay.
  private void apply(String name, Map<String, String> labels) {
    var node = new GuestNode();
    node.setMetadata(new ObjectMetaBuilder().withName(name).withLabels(labels).build());
    client.resource(node).fieldManager(OperatorName.NAME).forceConflicts().serverSideApply();
  }
}
