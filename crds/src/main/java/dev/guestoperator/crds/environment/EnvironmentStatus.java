package dev.guestoperator.crds.environment;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;

/** The numbers that an environment has given out; none is ever given out twice. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EnvironmentStatus(
    @JsonPropertyDescription("The generation of the object that this status answers to.")
        Long observedGeneration,
    @JsonPropertyDescription("Id of the environment, from 0, unique in the cluster, never reused.")
        Long id,
    @JsonPropertyDescription("The context id that the next new guest gets, from 3.") Long nextCid,
    @JsonPropertyDescription("Ready, by the rules of kstatus.") List<Condition> conditions) {

  /** The context id of the first guest of an environment (virtio 1.2, 5.10.4: 0 to 2 are taken). */
  public static final long FIRST_CID = 3;
}
