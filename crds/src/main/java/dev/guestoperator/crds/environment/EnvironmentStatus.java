package dev.guestoperator.crds.environment;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;

/** The numbers that an environment has given out; none is ever given out twice. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EnvironmentStatus(
    @JsonPropertyDescription("The generation of the object that this status answers to.")
        Long observedGeneration,
    @JsonPropertyDescription("Id of the environment, from 0, unique in the cluster, never reused.")
        Long id,
    @JsonPropertyDescription("The context id that the next new guest gets, from 3.") Long nextCid,
    @JsonPropertyDescription("Number of guests that name the environment.") Long guests,
    @JsonPropertyDescription("Number of guests that run.") Long running,
    @JsonPropertyDescription("What the guests that are on take of the limits.") Used used,
    @JsonPropertyDescription("Ready, by the rules of kstatus.") List<Condition> conditions) {

  /** What guests take that are on: those that a node keeps memory for. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Used(
      @JsonPropertyDescription("Number of guests that are on.") Long guests,
      @JsonPropertyDescription("Virtual CPUs of the guests that are on.") Long cpus,
      @JsonPropertyDescription("Memory of the guests that are on, in bytes.") Quantity memory) {}

  /** The context id of the first guest of an environment (virtio 1.2, 5.10.4: 0 to 2 are taken). */
  public static final long FIRST_CID = 3;
}
