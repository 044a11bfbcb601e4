package dev.guestoperator.operator.guest;

import dev.guestoperator.agent.api.Accelerator;
import dev.guestoperator.agent.api.DesiredGuest;
import dev.guestoperator.agent.api.DesiredGuest.Listeners;
import dev.guestoperator.crds.environment.Environment;
import dev.guestoperator.crds.guest.Guest;
import dev.guestoperator.crds.guest.GuestSpec;
import dev.guestoperator.operator.Memory;
import dev.guestoperator.operator.environment.EnvironmentDirectory;
import java.util.List;
import java.util.Optional;

/** What an agent is told of a guest. */
final class DesiredGuests {
  private DesiredGuests() {}

  /** The wishes for a guest of this environment that has its identity and its place. */
  static DesiredGuest of(Guest guest, Optional<Environment> environment) {
    var meta = guest.getMetadata();
    var spec = guest.getSpec();
    var status = guest.getStatus();
    return new DesiredGuest(
        meta.getUid(),
        meta.getNamespace(),
        meta.getName(),
        status.environmentId(),
        status.cid(),
        status.epoch(),
        meta.getGeneration(),
        power(spec.runStrategy()),
        spec.packageName(),
        Memory.bytes(spec.memory()),
        spec.cpus(),
        spec.cmdlineAdd(),
        spec.defaultNet(),
        virtio(spec.virtio()),
        balloon(spec.balloon()),
        interrupts(spec.interrupts()),
        environment.map(DesiredGuests::listeners).orElse(Listeners.NONE),
        accelerator(spec.accelerator()),
        spec.terminationGracePeriodSeconds());
  }

  private static DesiredGuest.Power power(GuestSpec.RunStrategy strategy) {
    return switch (strategy) {
      case ALWAYS -> DesiredGuest.Power.ON;
      case HALTED -> DesiredGuest.Power.OFF;
    };
  }

  private static DesiredGuest.Virtio virtio(GuestSpec.Virtio virtio) {
    return new DesiredGuest.Virtio(
        virtio.balloon(),
        virtio.console(),
        virtio.gpu(),
        virtio.rng(),
        virtio.sound(),
        virtio.soundInput(),
        virtio.vsock());
  }

  private static DesiredGuest.Balloon balloon(GuestSpec.Balloon balloon) {
    return new DesiredGuest.Balloon(
        balloon.targetPages(),
        balloon.statsPeriodSeconds(),
        balloon.freePageReporting(),
        balloon.deflateOnOOM());
  }

  private static List<DesiredGuest.Interrupt> interrupts(List<GuestSpec.Interrupt> interrupts) {
    return interrupts == null ? List.of() : interrupts.stream().map(DesiredGuests::of).toList();
  }

  private static DesiredGuest.Interrupt of(GuestSpec.Interrupt interrupt) {
    return new DesiredGuest.Interrupt(interrupt.line(), interrupt.uioDevice().orElse(null));
  }

  private static Listeners listeners(Environment environment) {
    return new Listeners(
        environment.getMetadata().getGeneration(),
        EnvironmentDirectory.listeners(environment).stream()
            .map(listener -> new DesiredGuest.Listener(listener.port(), listener.socket()))
            .toList());
  }

  private static Accelerator accelerator(GuestSpec.Accelerator accelerator) {
    return switch (accelerator) {
      case AUTO -> Accelerator.AUTO;
      case KVM -> Accelerator.KVM;
      case TCG -> Accelerator.TCG;
    };
  }
}
