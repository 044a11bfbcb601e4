package dev.guestoperator.crds.environment;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Quantity;

/** What the user wants of an environment. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EnvironmentSpec(
    @JsonPropertyDescription(
            "What the guests of the environment that are on may take together. A limit is checked"
                + " when a guest is to be started; lowering one stops nobody. Default: no limits.")
        Limits limits) {

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
}
