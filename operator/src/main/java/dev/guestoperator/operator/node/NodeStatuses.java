package dev.guestoperator.operator.node;

import dev.guestoperator.agent.api.Accelerator;
import dev.guestoperator.agent.api.NodeFacts;
import dev.guestoperator.crds.guestnode.GuestNode;
import dev.guestoperator.crds.guestnode.GuestNodeStatus;
import dev.guestoperator.operator.Conditions;
import dev.guestoperator.operator.Memory;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What the status of a node is, by what its agent says and whether it is reached. */
final class NodeStatuses {
  private NodeStatuses() {}

  /** Whether the agent of a node is reached. */
  enum Contact {
    REACHED,
    /** Not for the moment, or not yet: what was said of the node before still stands. */
    BRIEFLY_LOST,
    LOST
  }

  /** The status with these facts, or with what it says already when there are none. */
  static GuestNodeStatus of(
      GuestNode node, Optional<NodeFacts> facts, Contact contact, Instant now) {
    var old = node.getStatus();
    var known = facts.map(NodeStatuses::of).orElse(old);
    var present = old == null ? null : old.conditions();
    var conditions =
        Conditions.merge(
            present, List.of(ready(present, contact)), node.getMetadata().getGeneration(), now);
    return new GuestNodeStatus(
        node.getMetadata().getGeneration(),
        known == null ? null : known.address(),
        known == null ? null : known.agentVersion(),
        known == null ? null : known.memory(),
        known == null ? null : known.accelerators(),
        known == null ? null : known.cgroup(),
        known == null ? null : known.uioDevices(),
        conditions);
  }

  /** Whether two statuses differ in nothing but the free memory. */
  static boolean onlyFreeDiffers(GuestNodeStatus old, GuestNodeStatus now) {
    return old != null && withoutFree(old).equals(withoutFree(now));
  }

  private static GuestNodeStatus of(NodeFacts facts) {
    return new GuestNodeStatus(
        null,
        facts.address(),
        facts.agentVersion(),
        memory(facts.pool()),
        facts.accelerators().stream().map(NodeStatuses::accelerator).toList(),
        facts.cgroup() == null ? null : facts.cgroup().version(),
        facts.uioDevices().isEmpty() ? null : facts.uioDevices(),
        null);
  }

  private static GuestNodeStatus.Memory memory(NodeFacts.Pool pool) {
    return new GuestNodeStatus.Memory(
        Memory.quantity(pool.capacity()),
        Memory.quantity(pool.free()),
        Memory.quantity(pool.guestOverhead()));
  }

  private static GuestNodeStatus.Accelerator accelerator(NodeFacts.AcceleratorFact fact) {
    return new GuestNodeStatus.Accelerator(
        switch (fact.accelerator()) {
          case Accelerator.KVM -> "kvm";
          case Accelerator.TCG -> "tcg";
          case Accelerator.AUTO -> "auto";
        },
        fact.usable(),
        fact.reason());
  }

  private static Condition ready(List<Condition> present, Contact contact) {
    return switch (contact) {
      case REACHED ->
          Conditions.of(Conditions.READY, "True", "AgentConnected", "The agent is connected.");
      case BRIEFLY_LOST ->
          Conditions.find(present, Conditions.READY)
              .orElseGet(
                  () ->
                      Conditions.of(
                          Conditions.READY,
                          "Unknown",
                          "Connecting",
                          "The agent has registered and is being connected."));
      case LOST ->
          Conditions.of(
              Conditions.READY,
              "Unknown",
              "NodeUnreachable",
              "The agent cannot be reached: check the node and its agent. Guests on it are not"
                  + " started elsewhere while this GuestNode exists.");
    };
  }

  private static GuestNodeStatus withoutFree(GuestNodeStatus status) {
    var memory = status.memory();
    return new GuestNodeStatus(
        status.observedGeneration(),
        status.address(),
        status.agentVersion(),
        memory == null
            ? null
            : new GuestNodeStatus.Memory(memory.capacity(), null, memory.guestOverhead()),
        status.accelerators(),
        status.cgroup(),
        status.uioDevices(),
        status.conditions());
  }
}
