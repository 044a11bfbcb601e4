package dev.guestoperator.crds.guest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;

/** What is known of a guest; a field that is not known is absent. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record GuestStatus(
    @JsonPropertyDescription("The generation of the spec that this status answers to.")
        Long observedGeneration,
    @JsonPropertyDescription("Where the guest is in its life.") Phase phase,
    @JsonPropertyDescription("Name of the GuestNode that the guest was placed on.") String nodeName,
    @JsonPropertyDescription("Id of the guest's environment, unique in the cluster.")
        Long environmentId,
    @JsonPropertyDescription(
            "Context id of the guest in its environment, from 3; it never changes and is never"
                + " given to another guest.")
        Long cid,
    @JsonPropertyDescription(
            "Counts the placements of the guest; a node refuses a lower one than it has seen.")
        Long epoch,
    @JsonPropertyDescription(
            "Memory that the node keeps for the guest; after a change of spec.memory it stays what"
                + " it was until the guest is started anew.")
        Quantity memory,
    @JsonPropertyDescription("When the running guest was started, RFC 3339.") String startedAt,
    @JsonPropertyDescription("How often the guest was started again after it had ended.")
        Long restarts,
    @JsonPropertyDescription("How the guest ended the last time it did.") LastExit lastExit,
    @JsonPropertyDescription("What runs the guest's code: kvm or tcg.")
        GuestSpec.Accelerator accelerator,
    @JsonPropertyDescription("Digest of the package that the guest was started from.")
        String packageDigest,
    @JsonPropertyDescription("The balloon of the running guest, if it has one.") Balloon balloon,
    @JsonPropertyDescription(
            "Ready, Reconciling and Stalled, by the rules of kstatus; RestartRequired when the spec"
                + " has changes that wait for the next start; BalloonConverged when the guest has a"
                + " balloon.")
        List<Condition> conditions) {

  /** The balloon, in pages of 4 KiB. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Balloon(
      @JsonPropertyDescription("Pages of 4 KiB that are in the balloon.") Long actualPages,
      @JsonPropertyDescription("Pages of 4 KiB that the guest was asked to put there.")
          Long targetPages,
      @JsonPropertyDescription(
              "What the guest told of its memory; what it does not tell is absent.")
          Stats stats,
      @JsonPropertyDescription("When the guest told it, RFC 3339.") String lastUpdated) {}

  /** The statistics of a guest's memory (virtio 1.2, 5.5.6.3). */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Stats(
      @JsonPropertyDescription("Memory swapped in, in bytes.") Long swapIn,
      @JsonPropertyDescription("Memory swapped out, in bytes.") Long swapOut,
      @JsonPropertyDescription("Number of major page faults.") Long majorFaults,
      @JsonPropertyDescription("Number of minor page faults.") Long minorFaults,
      @JsonPropertyDescription("Memory that nothing uses, in bytes.") Long freeMemory,
      @JsonPropertyDescription("Memory that the guest has, in bytes.") Long totalMemory,
      @JsonPropertyDescription("Memory that programs can have without swapping, in bytes.")
          Long availableMemory,
      @JsonPropertyDescription("Memory that caches data of disks, in bytes.") Long diskCaches,
      @JsonPropertyDescription("Number of huge pages allocated.") Long hugetlbAllocations,
      @JsonPropertyDescription("Number of huge pages that could not be allocated.")
          Long hugetlbFailures) {}

  /** Where a guest is in its life. */
  public enum Phase {
    /** Not placed on a node yet. */
    @JsonProperty("Pending")
    PENDING,
    @JsonProperty("Starting")
    STARTING,
    @JsonProperty("Running")
    RUNNING,
    @JsonProperty("Stopping")
    STOPPING,
    @JsonProperty("Stopped")
    STOPPED,
    /** The node could not start it; the Ready condition says why. */
    @JsonProperty("Failed")
    FAILED,
    /** The node does not answer. */
    @JsonProperty("Unknown")
    UNKNOWN
  }

  /**
   * How a guest ended.
   *
   * @param reason CamelCase, for machines, such as GuestShutdown or Killed
   * @param message one sentence, for people
   * @param exitCode of the VMM, absent when it is not known
   * @param time RFC 3339
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record LastExit(
      @JsonPropertyDescription("Why it ended, in one word.") String reason,
      @JsonPropertyDescription("Why it ended, in a sentence.") String message,
      @JsonPropertyDescription("Exit code of the machine monitor, if it is known.")
          Integer exitCode,
      @JsonPropertyDescription("When it ended, RFC 3339.") String time) {}
}
