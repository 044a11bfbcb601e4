package dev.guestoperator.crds.guest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import java.util.Map;

/** What the user wants of a guest; the schema fills in every default, so only tests see nulls. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record GuestSpec(
    @JsonProperty("package")
        @Required
        @Size(max = 128)
        @ValidationRule(
            value = "self != ''",
            message = "package is empty: write the name of a guest package, for example busybox.")
        @ValidationRule(
            value = "!self.startsWith('oci://')",
            message =
                "package cannot be an oci:// reference yet: write the name of a package that is"
                    + " installed on the nodes, for example busybox.")
        @ValidationRule(
            value =
                "self == '' || self.startsWith('oci://')"
                    + " || self.matches('^[A-Za-z0-9][A-Za-z0-9._-]*$')",
            message =
                "package must be a plain name of letters, digits, '.', '_' and '-' that starts with"
                    + " a letter or digit, for example busybox; it is not a path.")
        @JsonPropertyDescription(
            "Name of the guest package to boot, as it is installed on the nodes, for example"
                + " busybox. Required.")
        String packageName,
    @Default("default")
        @Size(max = 63)
        @ValidationRule(
            value = "self.matches('^[a-z0-9]([-a-z0-9]*[a-z0-9])?$')",
            message =
                "environment must be a DNS label: lower case letters, digits and '-', for example"
                    + " team-a.")
        @JsonPropertyDescription(
            "Name of the Environment in this namespace that the guest belongs to; it is made on"
                + " first use. Cannot change once the guest has a CID. Default: default.")
        String environment,
    @Default("1Gi")
        @ValidationRule(
            value =
                "type(self) == int ? (self >= 1048576 && self <= 17592186044416)"
                    + " : (isQuantity(self)"
                    + " && !quantity(self).isLessThan(quantity('1Mi'))"
                    + " && !quantity(self).isGreaterThan(quantity('16Ti')))",
            message = "memory must be a quantity from 1Mi to 16Ti, for example 512Mi.")
        @JsonPropertyDescription(
            "Memory of the guest in bytes, as a quantity from 1Mi to 16Ti, for example 512Mi."
                + " Default: 1Gi.")
        Quantity memory,
    @Default("1")
        @ValidationRule(
            value = "self >= 1 && self <= 255",
            message = "cpus must be a number from 1 to 255.")
        @JsonPropertyDescription("Number of virtual CPUs, 1 to 255. Default: 1.")
        Integer cpus,
    @Size(max = 32)
        @ValidationRule(
            value = "!self.exists(a, a.matches('[\\\\x00-\\\\x1f\\\\x7f]'))",
            message =
                "cmdlineAdd must not contain NUL, newline or other control characters: write each"
                    + " argument as an item of its own.")
        @JsonPropertyDescription(
            "Arguments to add to the kernel command line of the package, in order; at most 32 of at"
                + " most 512 characters. Default: none.")
        List<@Size(max = 512) String> cmdlineAdd,
    @Default("true")
        @JsonPropertyDescription(
            "Whether the guest gets a network device that reaches the outside through its node."
                + " Default: true.")
        Boolean defaultNet,
    @Default("{}")
        @ValidationRule(
            value = "!has(self.soundInput) || !self.soundInput || !has(self.sound) || self.sound",
            message =
                "virtio.soundInput needs virtio.sound: set virtio.sound to true, or"
                    + " virtio.soundInput to false.")
        @JsonPropertyDescription(
            "Which virtio devices the guest has. Default: each at its default.")
        Virtio virtio,
    @Default("Always")
        @JsonPropertyDescription(
            "Always keeps the guest running and starts it again when it ends; Halted shuts it down"
                + " and keeps it off. Default: Always.")
        RunStrategy runStrategy,
    @Size(max = 64)
        @JsonPropertyDescription(
            "Labels that a GuestNode must have to run the guest. Default: none, every node will"
                + " do.")
        Map<String, String> nodeSelector,
    @Default("auto")
        @JsonPropertyDescription(
            "How the node runs the guest's code: kvm (hardware), tcg (software), or auto for kvm"
                + " where it works and tcg elsewhere. Default: auto.")
        Accelerator accelerator,
    @Default("30")
        @ValidationRule(
            value = "self >= 0 && self <= 3600",
            message = "terminationGracePeriodSeconds must be a number from 0 to 3600.")
        @JsonPropertyDescription(
            "Seconds that the guest has to shut down after the ACPI power button, 0 to 3600; then it"
                + " is switched off. 0 switches it off at once. Default: 30.")
        Integer terminationGracePeriodSeconds) {

  /** The devices of the guest, each of them a virtio device of its own. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Virtio(
      @Default("true")
          @JsonPropertyDescription("Whether the guest has a memory balloon. Default: true.")
          Boolean balloon,
      @Default("true")
          @JsonPropertyDescription("Whether the guest has a console, hvc0. Default: true.")
          Boolean console,
      @Default("true")
          @JsonPropertyDescription("Whether the guest has a graphics device. Default: true.")
          Boolean gpu,
      @Default("true")
          @JsonPropertyDescription("Whether the guest has a source of entropy. Default: true.")
          Boolean rng,
      @Default("true")
          @JsonPropertyDescription(
              "Whether the guest has a sound device; what it plays is dropped. Default: true.")
          Boolean sound,
      @Default("false")
          @JsonPropertyDescription(
              "Whether the sound device can record, which yields silence; needs sound. Default:"
                  + " false.")
          Boolean soundInput) {}

  /** Whether the guest is to run. */
  public enum RunStrategy {
    @JsonProperty("Always")
    ALWAYS,
    @JsonProperty("Halted")
    HALTED
  }

  /** What runs the guest's code. */
  public enum Accelerator {
    @JsonProperty("auto")
    AUTO,
    @JsonProperty("kvm")
    KVM,
    @JsonProperty("tcg")
    TCG
  }
}
