package dev.guestoperator.agent.vmm;

import dev.guestoperator.agent.api.Accelerator;
import dev.guestoperator.agent.api.DesiredGuest;
import dev.guestoperator.agent.vsock.GuestAddress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * What a VMM needs to know to run a guest.
 *
 * @param directory of this guest alone, root's, mode 0711
 * @param uid of the Guest
 * @param name for people, such as {@code namespace/name}
 * @param user the unix uid and gid that the VMM's process runs with, this guest's alone, not 0
 * @param memoryBytes of the guest
 * @param cpus of the guest, 1 to 255
 * @param boot what the guest boots
 * @param defaultNet whether it has a network device
 * @param virtio its other devices
 * @param balloon how its balloon is made; the target and the period are set while it runs
 * @param interruptLines that can be raised
 * @param vsock its address, if it has the device
 * @param accelerator KVM or TCG
 */
public record MachineConfig(
    Path directory,
    String uid,
    String name,
    int user,
    long memoryBytes,
    int cpus,
    Boot boot,
    boolean defaultNet,
    DesiredGuest.Virtio virtio,
    DesiredGuest.Balloon balloon,
    Set<Integer> interruptLines,
    Optional<GuestAddress> vsock,
    Accelerator accelerator) {

  public MachineConfig {
    interruptLines = Set.copyOf(interruptLines);
    if (accelerator == Accelerator.AUTO) {
      throw new IllegalArgumentException(
          "the accelerator of a machine is decided before it starts");
    }
    if (user <= 0) {
      throw new IllegalArgumentException("a machine never runs as root");
    }
  }
}
