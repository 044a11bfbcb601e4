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
import java.util.Optional;

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
    @Default("{}")
        @JsonPropertyDescription(
            "How much of its memory the guest is to give back, and what it tells of the rest."
                + " Default: each at its default.")
        Balloon balloon,
    @Size(max = 9)
        @ValidationRule(
            value = "self.all(i, self.exists_one(j, j.line == i.line))",
            message = "interrupts must name each line once: remove the ones that are there twice.")
        @JsonPropertyDescription(
            "Interrupt lines of the guest that something outside of it raises, each line once."
                + " Default: none.")
        List<Interrupt> interrupts,
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
          Boolean soundInput,
      @Default("true")
          @JsonPropertyDescription(
              "Whether the guest has vsock, by which vsh, socat, port-forward and cp reach it, and"
                  + " the other guests of its environment on the same node. Default: true.")
          Boolean vsock) {}

  /** The balloon: memory that the guest has given back to its node, in pages of 4 KiB. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Balloon(
      @Default("0")
          @ValidationRule(
              value = "self >= 0 && self <= 4294967295",
              message = "balloon.targetPages must be a number from 0 to 4294967295.")
          @JsonPropertyDescription(
              "How many pages of 4 KiB the balloon is to hold: the guest is left with memory minus"
                  + " targetPages * 4096 bytes, and never with less than its package needs. Can be"
                  + " changed while the guest runs. Default: 0.")
          Long targetPages,
      @Default("10")
          @ValidationRule(
              value = "self >= 0 && self <= 3600",
              message = "balloon.statsPeriodSeconds must be a number from 0 to 3600.")
          @JsonPropertyDescription(
              "How often the guest is asked for the statistics of its memory, in seconds, 1 to"
                  + " 3600; 0 does not ask. Can be changed while the guest runs. Default: 10.")
          Integer statsPeriodSeconds,
      @Default("true")
          @JsonPropertyDescription(
              "Whether the guest tells which of its pages are free, so that the node can use them"
                  + " until the guest does. Default: true.")
          Boolean freePageReporting,
      @Default("true")
          @JsonPropertyDescription(
              "Whether the guest takes pages back from the balloon before it runs out of memory;"
                  + " the balloon is then smaller than asked for. Default: true.")
          Boolean deflateOnOOM) {}

  /**
   * An interrupt line.
   *
   * @param source {@code manual}, or {@code uio:} and the name of a UIO device of the node
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Interrupt(
      @Required
          @ValidationRule(
              value = "self in [3, 5, 6, 7, 10, 11, 13, 14, 15]",
              message =
                  "line must be one of 3, 5, 6, 7, 10, 11, 13, 14 and 15: the machine has taken the"
                      + " others.")
          @JsonPropertyDescription(
              "Number of the line at the guest's I/O APIC: 3, 5, 6, 7, 10, 11, 13, 14 or 15."
                  + " Required.")
          Integer line,
      @Default("manual")
          @Size(max = 68)
          @ValidationRule(
              value = "self == 'manual' || self.matches('^uio:[A-Za-z0-9][A-Za-z0-9._-]*$')",
              message =
                  "source must be manual, or uio: and the name of a UIO device of the node, for"
                      + " example uio:sensor.")
          @JsonPropertyDescription(
              "What raises it: manual (kubectl guest interrupt), or uio:NAME for each event of the"
                  + " node's UIO device of that name. Default: manual.")
          String source) {
    private static final String UIO = "uio:";

    /** Name of the UIO device that raises the line, if one does. */
    public Optional<String> uioDevice() {
      return Optional.ofNullable(source)
          .filter(name -> name.startsWith(UIO))
          .map(name -> name.substring(UIO.length()));
    }
  }

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
