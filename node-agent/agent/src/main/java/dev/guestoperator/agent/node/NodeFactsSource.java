package dev.guestoperator.agent.node;

import dev.guestoperator.agent.api.NodeFacts;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What the agent says of its node.
 *
 * @param name of the node
 * @param agentVersion of the agent
 * @param labels that a nodeSelector can match
 * @param uioDevices names of those that there are
 */
public record NodeFactsSource(
    String name,
    String agentVersion,
    Map<String, String> labels,
    MemoryPool pool,
    NodeProbe probe,
    Cgroups cgroups,
    Supplier<List<String>> uioDevices) {

  /**
   * As it is now.
   *
   * @param address where the operator reaches the agent, host:port
   */
  public NodeFacts facts(String address) {
    return new NodeFacts(
        name,
        address,
        agentVersion,
        labels,
        new NodeFacts.Pool(pool.capacity(), pool.free(), MemoryPool.GUEST_OVERHEAD_BYTES),
        probe.facts(),
        cgroups.fact(),
        uioDevices.get());
  }
}
