package dev.guestoperator.operator.environment;

import dev.guestoperator.crds.guest.Guest;
import dev.guestoperator.crds.guest.GuestStatus;
import dev.guestoperator.operator.Memory;
import java.util.Optional;

/**
 * What a guest takes of its environment while it is on.
 *
 * @param name of the guest
 * @param cpus virtual CPUs
 * @param memory bytes
 */
public record Share(String name, long cpus, long memory) {
  /** What a guest takes now, if it is on; the more of what it has and of what it asks for. */
  public static Optional<Share> of(Guest guest) {
    return isOn(guest.getStatus())
        ? Optional.of(of(guest, Memory.bytes(guest.getStatus().memory())))
        : Optional.empty();
  }

  /**
   * What a guest takes if it has this memory now.
   *
   * @param memory bytes, 0 for none yet
   */
  public static Share of(Guest guest, long memory) {
    return new Share(
        guest.getMetadata().getName(),
        guest.getSpec().cpus(),
        Math.max(memory, Memory.bytes(guest.getSpec().memory())));
  }

  /** Whether a guest of this status is on: a node keeps memory for it. */
  public static boolean isOn(GuestStatus status) {
    return status != null && status.nodeName() != null && status.memory() != null;
  }
}
