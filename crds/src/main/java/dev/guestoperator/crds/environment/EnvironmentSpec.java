package dev.guestoperator.crds.environment;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;

/** What the user wants of an environment. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EnvironmentSpec(
    @JsonPropertyDescription(
            "What the guests of the environment that are on may take together. A limit is checked"
                + " when a guest is to be started; lowering one stops nobody. Default: no limits.")
        Limits limits,
    @Size(max = 64)
        @ValidationRule(
            value = "self.all(i, self.exists_one(j, j.port == i.port))",
            message = "listeners must name each port once: remove the ones that are there twice.")
        @JsonPropertyDescription(
            "Ports of the host (CID 2) that a process of each node serves to the guests of the"
                + " environment over vsock, each port once; at most 64. Default: none.")
        List<Listener> listeners) {

  /** Limits; what is absent is not limited. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Limits(
      @ValidationRule(
              value = "self >= 0 && self <= 1000000",
              message = "limits.guests must be a number from 0 to 1000000.")
          @JsonPropertyDescription("How many guests may be on. Default: no limit.")
          Long guests,
      @ValidationRule(
              value = "self >= 0 && self <= 1000000",
              message = "limits.cpus must be a number from 0 to 1000000.")
          @JsonPropertyDescription(
              "How many virtual CPUs the guests that are on may have. Default: no limit.")
          Long cpus,
      @ValidationRule(
              value =
                  "type(self) == int ? (self >= 0 && self <= 1152921504606846976)"
                      + " : (self.matches('^[0-9]{1,15}([kMGTP]|[KMGTP]i)?$')"
                      + " && !quantity(self).isGreaterThan(quantity('1024Pi')))",
              message = "limits.memory must be a quantity from 0 to 1024Pi, such as 16Gi.")
          @JsonPropertyDescription(
              "How much memory the guests that are on may have, in bytes, as a quantity such as"
                  + " 16Gi. Default: no limit.")
          Quantity memory) {}

  /** A port of the host that a process of the node serves. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Listener(
      @Required
          @ValidationRule(
              value = "self >= 0 && self <= 4294967294",
              message = "listeners.port must be a number from 0 to 4294967294.")
          @JsonPropertyDescription(
              "vsock port of the host that guests connect to, 0 to 4294967294. Required.")
          Long port,
      @Required
          @Size(max = 64)
          @ValidationRule(
              value = "self.matches('^[A-Za-z0-9][A-Za-z0-9._-]*$')",
              message =
                  "listeners.socket must be a plain name of letters, digits, '.', '_' and '-', for"
                      + " example logs.")
          @JsonPropertyDescription(
              "Name of the Unix socket that the process listens at, in the environment's directory"
                  + " for listeners on each node. Required.")
          String socket) {}
}
