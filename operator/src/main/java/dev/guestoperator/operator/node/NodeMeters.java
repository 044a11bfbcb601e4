package dev.guestoperator.operator.node;

import dev.guestoperator.crds.guestnode.GuestNode;
import dev.guestoperator.crds.guestnode.GuestNodeStatus;
import dev.guestoperator.operator.Conditions;
import dev.guestoperator.operator.Memory;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToLongFunction;

/** How many nodes there are, and the guest pool of each. */
@ApplicationScoped
public class NodeMeters {
  private final NodeDirectory nodes;
  private final MeterRegistry meters;
  private final Map<String, List<Meter>> pools = new ConcurrentHashMap<>();

  NodeMeters(NodeDirectory nodes, MeterRegistry meters) {
    this.nodes = nodes;
    this.meters = meters;
  }

  void start(@Observes StartupEvent startup) {
    for (var ready : List.of(true, false)) {
      Gauge.builder("guest.operator.guestnodes", () -> count(ready))
          .description("Nodes that have registered, by whether they are ready.")
          .tag("ready", ready.toString())
          .register(meters);
    }
  }

  /** Measures the pool of a node from now on. */
  void follow(String node) {
    pools.computeIfAbsent(node, this::pool);
  }

  /** A node is gone. */
  void forget(String node) {
    Optional.ofNullable(pools.remove(node)).ifPresent(pool -> pool.forEach(meters::remove));
  }

  private List<Meter> pool(String node) {
    return List.of(
        bytes(
            "guest.operator.guestnode.pool.capacity",
            "Memory that a node has set aside for guests.",
            node,
            memory -> Memory.bytes(memory.capacity())),
        bytes(
            "guest.operator.guestnode.pool.promised",
            "Memory of the pool that a node has promised to guests, with what each takes beside its own.",
            node,
            memory -> Memory.bytes(memory.capacity()) - Memory.bytes(memory.free())));
  }

  private Meter bytes(
      String name, String description, String node, ToLongFunction<GuestNodeStatus.Memory> value) {
    return Gauge.builder(name, () -> memory(node).map(value::applyAsLong).orElse(null))
        .description(description)
        .baseUnit("bytes")
        .tag("node", node)
        .register(meters);
  }

  private Optional<GuestNodeStatus.Memory> memory(String node) {
    return nodes.find(node).map(GuestNode::getStatus).map(GuestNodeStatus::memory);
  }

  private long count(boolean ready) {
    return nodes.all().filter(node -> isReady(node) == ready).count();
  }

  private static boolean isReady(GuestNode node) {
    return node.getStatus() != null
        && Conditions.isTrue(node.getStatus().conditions(), Conditions.READY);
  }
}
