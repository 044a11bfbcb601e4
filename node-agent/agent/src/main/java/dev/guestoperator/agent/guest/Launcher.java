package dev.guestoperator.agent.guest;

import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.guestoperator.agent.api.Accelerator;
import dev.guestoperator.agent.api.DesiredGuest;
import dev.guestoperator.agent.guest.GuestRecord.Launched;
import dev.guestoperator.agent.node.NodeProbe;
import dev.guestoperator.agent.pack.PackageProblem;
import dev.guestoperator.agent.pack.PackageStore;
import dev.guestoperator.agent.vmm.Boot;
import dev.guestoperator.agent.vmm.Machine;
import dev.guestoperator.agent.vmm.MachineConfig;
import dev.guestoperator.agent.vmm.MachineException;
import dev.guestoperator.agent.vmm.Vmm;
import dev.guestoperator.agent.vsock.GuestAddress;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Turns what is desired into a machine.
 *
 * @param firstUser the unix uid of the guest in slot 0; the others follow
 */
public record Launcher(PackageStore packages, NodeProbe probe, Vmm vmm, int firstUser) {

  /** A machine about to be started, and what will be on record about it. */
  record Plan(MachineConfig config, Launched launched) {}

  /** Makes the package ready and chooses the accelerator; takes as long as that takes. */
  Plan plan(Guest guest, DesiredGuest with) throws LaunchException {
    try {
      var prepared = packages.prepare(with.packageName(), with.memoryBytes());
      var accelerator = probe.choose(with.accelerator());
      var config = config(guest, with, prepared.boot(with.cmdlineAdd()), accelerator);
      return new Plan(
          config,
          new Launched(
              with, Instant.now(), accelerator, prepared.digest(), prepared.minimumMemoryBytes()));
    } catch (PackageProblem problem) {
      throw new LaunchException(problem.reason(), problem.getMessage(), problem);
    } catch (MachineException problem) {
      throw new LaunchException(problem.reason(), problem.getMessage(), problem);
    }
  }

  Machine start(Plan plan, Vmm.Observer observer) throws LaunchException {
    try {
      return vmm.start(plan.config(), observer);
    } catch (MachineException problem) {
      throw new LaunchException(problem.reason(), problem.getMessage(), problem);
    }
  }

  /** The machine on record, if it still runs; what it was started with may be lost. */
  Optional<Machine> adopt(Guest guest, Launched launched, Vmm.Observer observer) {
    var config =
        launched.with() == null
            ? unknown(guest, launched.accelerator())
            : config(guest, launched.with(), null, launched.accelerator());
    return vmm.adopt(config, observer);
  }

  private MachineConfig config(Guest guest, DesiredGuest with, Boot boot, Accelerator accelerator) {
    return new MachineConfig(
        guest.directory().path(),
        with.uid(),
        with.namespace() + "/" + with.name(),
        firstUser + guest.slot(),
        with.memoryBytes(),
        with.cpus(),
        boot,
        with.defaultNet(),
        with.virtio(),
        with.balloon(),
        with.interrupts().stream().map(DesiredGuest.Interrupt::line).collect(toUnmodifiableSet()),
        vsock(with),
        accelerator);
  }

  private MachineConfig unknown(Guest guest, Accelerator accelerator) {
    var uid = guest.directory().uid();
    return new MachineConfig(
        guest.directory().path(),
        uid,
        uid,
        firstUser + guest.slot(),
        0,
        0,
        null,
        false,
        null,
        null,
        Set.of(),
        Optional.empty(),
        accelerator);
  }

  /** Where the machine is found by vsock, if it has the device. */
  static Optional<GuestAddress> vsock(DesiredGuest with) {
    return with.virtio().vsock()
        ? Optional.of(new GuestAddress(with.environmentId(), with.cid()))
        : Optional.empty();
  }
}
