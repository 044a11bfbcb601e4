package dev.guestoperator.operator.node;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.guestoperator.agent.api.AgentEvent;
import dev.guestoperator.agent.api.NodeFacts;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;

/** Follows every agent, and keeps what each of them says of its node. */
@ApplicationScoped
public class NodeWatches implements NodeWatch.Observer {
  private final Agents agents;
  private final Reports reports;
  private final ObjectMapper json;
  private final Map<String, NodeWatch> watches = new ConcurrentHashMap<>();
  private final Map<String, NodeFacts> facts = new ConcurrentHashMap<>();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("watch-timer").factory());
  private volatile Consumer<String> changed = node -> {};

  NodeWatches(Agents agents, Reports reports, ObjectMapper json) {
    this.agents = agents;
    this.reports = reports;
    this.json = json;
  }

  /** Calls somebody whenever the facts of a node or the connection to it have changed. */
  void onChange(Consumer<String> listener) {
    changed = listener;
  }

  /** Follows the agent of this node, at this address from now on. */
  void follow(String node, String address) {
    watches.computeIfAbsent(node, name -> started(name, address)).moveTo(address);
  }

  /** Forgets a node that there is no more. */
  void forget(String node) {
    var watch = watches.remove(node);
    if (watch != null) {
      watch.close();
    }
    facts.remove(node);
    reports.forget(node);
    agents.forget(node);
  }

  Optional<NodeFacts> facts(String node) {
    return Optional.ofNullable(facts.get(node));
  }

  /** Since when the agent is not reached, empty while it is. */
  Optional<Instant> lostSince(String node) {
    var watch = watches.get(node);
    return watch == null ? Optional.of(Instant.EPOCH) : Optional.ofNullable(watch.lostSince());
  }

  /** Takes what an agent that has registered says, and tries to reach it at once. */
  void registered(String node, NodeFacts said) {
    facts.put(node, said);
    follow(node, said.address());
    watches.get(node).retry();
    changed.accept(node);
  }

  @Override
  public void facts(String node, NodeFacts said) {
    if (!said.equals(facts.put(node, said))) {
      changed.accept(node);
    }
  }

  @Override
  public void connection(String node) {
    changed.accept(node);
  }

  @Override
  public void event(String node, AgentEvent event) {
    switch (event) {
      case AgentEvent.Snapshot(var guests) -> reports.snapshot(node, guests);
      case AgentEvent.Changed(var guest) -> reports.changed(node, guest);
      case AgentEvent.Removed(var uid) -> reports.removed(node, uid);
      case AgentEvent.Heartbeat() -> {}
    }
  }

  @PreDestroy
  void close() {
    watches.values().forEach(NodeWatch::close);
    timer.shutdownNow();
  }

  private NodeWatch started(String node, String address) {
    var watch = new NodeWatch(node, address, agents.client(node), json, timer, this);
    watch.start();
    return watch;
  }
}
