package dev.guestoperator.operator.node;

import dev.guestoperator.crds.guestnode.GuestNode;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.stream.Stream;

/** The nodes as the API server last told them, without asking it. */
@ApplicationScoped
public class NodeDirectory {
  private volatile IndexerResourceCache<GuestNode> cache;

  /** Where the agent of a node is reached, host:port; empty for an unknown node. */
  public Optional<String> address(String node) {
    return find(node).map(GuestNode::getStatus).map(status -> status.address());
  }

  /** The node of this name, unless there is none or the operator has only just started. */
  public Optional<GuestNode> find(String node) {
    var nodes = cache;
    return nodes == null ? Optional.empty() : nodes.get(new ResourceID(node));
  }

  /** All nodes. */
  public Stream<GuestNode> all() {
    var nodes = cache;
    return nodes == null ? Stream.empty() : nodes.list(node -> true);
  }

  /** Where to read from; to be called once, when the cache is made. */
  public void readFrom(IndexerResourceCache<GuestNode> nodes) {
    cache = nodes;
  }
}
