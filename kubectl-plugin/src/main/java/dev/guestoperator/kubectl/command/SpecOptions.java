package dev.guestoperator.kubectl.command;

import dev.guestoperator.crds.guest.GuestSpec;
import dev.guestoperator.crds.guest.GuestSpec.Accelerator;
import dev.guestoperator.crds.guest.GuestSpec.Interrupt;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** What a guest can be told on the command line; what is not told is left to the API's defaults. */
final class SpecOptions {
  @Option(
      names = "--environment",
      paramLabel = "NAME",
      description = "Environment of the guest, made on first use (default: default).")
  String environment;

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      converter = Values.Memory.class,
      description = "Memory in bytes, or as a quantity such as 512Mi (default: 1Gi).")
  Quantity memory;

  @Option(
      names = "--cpus",
      paramLabel = "N",
      converter = Values.Count.class,
      description = "Number of virtual CPUs, 1 to 255 (default: 1).")
  Integer cpus;

  @Option(
      names = "--cmdline-add",
      paramLabel = "ARG",
      description = "Argument to add to the kernel command line; repeatable (default: none).")
  List<String> cmdlineAdd;

  @Option(
      names = "--default-net",
      arity = "1",
      paramLabel = "BOOL",
      converter = Values.Bool.class,
      description = "Whether to add the default network device (default: true).")
  Boolean defaultNet;

  @Option(
      names = "--virtio-balloon",
      arity = "1",
      paramLabel = "BOOL",
      converter = Values.Bool.class,
      description = "Whether to add a memory balloon (default: true).")
  Boolean balloon;

  @Option(
      names = "--virtio-console",
      arity = "1",
      paramLabel = "BOOL",
      converter = Values.Bool.class,
      description = "Whether to add a console, hvc0 (default: true).")
  Boolean console;

  @Option(
      names = "--virtio-gpu",
      arity = "1",
      paramLabel = "BOOL",
      converter = Values.Bool.class,
      description = "Whether to add a graphics device (default: true).")
  Boolean gpu;

  @Option(
      names = "--virtio-rng",
      arity = "1",
      paramLabel = "BOOL",
      converter = Values.Bool.class,
      description = "Whether to add a source of entropy (default: true).")
  Boolean rng;

  @Option(
      names = "--virtio-sound",
      arity = "1",
      paramLabel = "BOOL",
      converter = Values.Bool.class,
      description = "Whether to add a sound device (default: true).")
  Boolean sound;

  @Option(
      names = "--virtio-sound-input",
      arity = "1",
      paramLabel = "BOOL",
      converter = Values.Bool.class,
      description = "Whether the sound device can record (default: false).")
  Boolean soundInput;

  @Option(
      names = "--virtio-vsock",
      arity = "1",
      paramLabel = "BOOL",
      converter = Values.Bool.class,
      description = "Whether to add vsock, by which vsh and socat reach it (default: true).")
  Boolean vsock;

  @Option(
      names = "--interrupt",
      paramLabel = "LINE[=SOURCE]",
      converter = Values.InterruptLine.class,
      description =
          "Interrupt line to raise with 'interrupt', or by a device of the node, as in 5=uio:NAME;"
              + " repeatable (default: none).")
  List<Interrupt> interrupts;

  @Option(
      names = "--node-selector",
      paramLabel = "KEY=VALUE",
      split = ",",
      description = "Label that the GuestNode must have; repeatable (default: any node).")
  Map<String, String> nodeSelector;

  @Option(
      names = "--accelerator",
      paramLabel = "NAME",
      converter = Values.AcceleratorName.class,
      completionCandidates = Values.AcceleratorNames.class,
      description = "auto, kvm or tcg (default: auto).")
  Accelerator accelerator;

  GuestSpec spec(String packageName) {
    return new GuestSpec(
        packageName,
        environment,
        memory,
        cpus,
        cmdlineAdd,
        defaultNet,
        virtio(),
        null,
        interrupts,
        null,
        nodeSelector,
        accelerator,
        null);
  }

  private GuestSpec.Virtio virtio() {
    return Stream.of(balloon, console, gpu, rng, sound, soundInput, vsock).allMatch(Objects::isNull)
        ? null
        : new GuestSpec.Virtio(balloon, console, gpu, rng, sound, soundInput, vsock);
  }
}
