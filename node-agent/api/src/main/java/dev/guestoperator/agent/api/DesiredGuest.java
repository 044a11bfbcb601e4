package dev.guestoperator.agent.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * The whole desired state of a guest on one node.
 *
 * @param uid of the Guest, unique in the cluster and in time
 * @param namespace of the Guest
 * @param name of the Guest
 * @param environmentId from 0
 * @param cid from 3
 * @param epoch of the placement, from 1; the agent refuses one below the highest it has seen
 * @param generation of the Guest's spec that this was made of; echoed in reports
 * @param power whether the guest is to run
 * @param packageName a plain name, never a path
 * @param memoryBytes 1 MiB to 16 TiB
 * @param cpus 1 to 255
 * @param cmdlineAdd to add to the kernel command line, in order
 * @param defaultNet whether the guest has a network device
 * @param virtio the other devices
 * @param accelerator what to run the guest's code with
 * @param gracePeriodSeconds from the power button to hard power off, 0 to 3600
 */
public record DesiredGuest(
    String uid,
    String namespace,
    String name,
    long environmentId,
    long cid,
    long epoch,
    long generation,
    Power power,
    @JsonProperty("package") String packageName,
    long memoryBytes,
    int cpus,
    List<String> cmdlineAdd,
    boolean defaultNet,
    Virtio virtio,
    Accelerator accelerator,
    int gracePeriodSeconds) {

  public DesiredGuest {
    cmdlineAdd = cmdlineAdd == null ? List.of() : List.copyOf(cmdlineAdd);
  }

  /** Whether a guest is to run. */
  public enum Power {
    ON,
    OFF
  }

  /** The virtio devices of the guest; soundInput needs sound. */
  public record Virtio(
      boolean balloon,
      boolean console,
      boolean gpu,
      boolean rng,
      boolean sound,
      boolean soundInput) {}
}
