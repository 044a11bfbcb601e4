package dev.guestoperator.crds.guestnode;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;

/** What the agent of a node reported last. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record GuestNodeStatus(
    @JsonPropertyDescription("The generation of the object that this status answers to.")
        Long observedGeneration,
    @JsonPropertyDescription("Where the operator reaches the agent, host:port.") String address,
    @JsonPropertyDescription("Version of the agent.") String agentVersion,
    @JsonPropertyDescription("The memory that the node has set aside for guests.") Memory memory,
    @JsonPropertyDescription("What can run the code of guests on this node.")
        List<Accelerator> accelerators,
    @JsonPropertyDescription("How the memory of guests is limited: v1, v2 or none.") String cgroup,
    @JsonPropertyDescription("Names of the UIO devices that can be the source of interrupts.")
        List<String> uioDevices,
    @JsonPropertyDescription("Ready, by the rules of kstatus.") List<Condition> conditions) {

  /**
   * The guest pool of a node.
   *
   * @param capacity of the pool
   * @param free what no guest was promised
   * @param guestOverhead what each guest takes out of the pool beside its own memory
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Memory(
      @JsonPropertyDescription("Size of the pool, in bytes.") Quantity capacity,
      @JsonPropertyDescription("What no guest takes, in bytes.") Quantity free,
      @JsonPropertyDescription(
              "What each guest takes beside its own memory, for its machine monitor, in bytes.")
          Quantity guestOverhead) {}

  /**
   * A way to run guests.
   *
   * @param name kvm or tcg
   * @param usable whether the probe saw it work
   * @param reason why it is usable or not, in a sentence
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Accelerator(
      @JsonPropertyDescription("kvm or tcg.") String name,
      @JsonPropertyDescription("Whether a guest was seen to run with it.") Boolean usable,
      @JsonPropertyDescription("Why it is usable or not.") String reason) {}
}
