package dev.guestoperator.agent.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;

/**
 * What an agent says of its node.
 *
 * @param name of the node; the operator takes it only from the certificate that says the same
 * @param address where the operator reaches the agent, host:port
 * @param agentVersion of the agent
 * @param labels that a nodeSelector can match
 * @param pool the memory set aside for guests
 * @param accelerators what the probe found; empty until it has ended
 * @param cgroup how memory is limited
 * @param uioDevices names of the devices that can be the source of interrupts
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record NodeFacts(
    String name,
    String address,
    String agentVersion,
    Map<String, String> labels,
    Pool pool,
    List<AcceleratorFact> accelerators,
    CgroupFact cgroup,
    List<String> uioDevices) {

  public NodeFacts {
    uioDevices = uioDevices == null ? List.of() : List.copyOf(uioDevices);
  }

  /**
   * Memory for guests, in bytes.
   *
   * @param capacity of the pool
   * @param free what no guest takes
   * @param guestOverhead what each guest takes beside its own memory
   */
  public record Pool(long capacity, long free, long guestOverhead) {}

  /**
   * Whether an accelerator works.
   *
   * @param accelerator KVM or TCG
   * @param usable whether the probe saw a guest run
   * @param reason why, in a sentence
   */
  public record AcceleratorFact(Accelerator accelerator, boolean usable, String reason) {}

  /**
   * How the node limits the memory of a guest.
   *
   * @param version v1, v2 or none
   * @param reason why none, null otherwise
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record CgroupFact(String version, String reason) {}
}
