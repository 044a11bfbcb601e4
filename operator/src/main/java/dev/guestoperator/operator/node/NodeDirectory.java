package dev.guestoperator.operator.node;

import dev.guestoperator.crds.guestnode.GuestNode;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** The nodes as the API server last told them, without asking it. */
@ApplicationScoped
public class NodeDirectory {
  private volatile IndexerResourceCache<GuestNode> cache;

  /** Where the agent of a node is reached, host:port; empty for an unknown node. */
  public Optional<String> address(String node) {
    return find(node).map(GuestNode::getStatus).map(status -> status.address());
  }

  Optional<GuestNode> find(String node) {
    var nodes = cache;
    return nodes == null ? Optional.empty() : nodes.get(new ResourceID(node));
  }

  void readFrom(IndexerResourceCache<GuestNode> nodes) {
    cache = nodes;
  }
}
