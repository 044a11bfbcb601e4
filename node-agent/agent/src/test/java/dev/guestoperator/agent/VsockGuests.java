package dev.guestoperator.agent;

import dev.guestoperator.agent.api.DesiredGuest;
import dev.guestoperator.agent.api.DesiredGuest.Listener;
import dev.guestoperator.agent.api.DesiredGuest.Listeners;
import dev.guestoperator.agent.api.DesiredGuest.Virtio;
import java.util.List;

/** Guests with vsock, for tests. */
public final class VsockGuests {
  private VsockGuests() {}

  /** The guest with a vsock device, in an environment with these listeners. */
  public static DesiredGuest with(DesiredGuests guests, long generation, Listener... listeners) {
    var guest = guests.get();
    return new DesiredGuest(
        guest.uid(),
        guest.namespace(),
        guest.name(),
        guest.environmentId(),
        guest.cid(),
        guest.epoch(),
        guest.generation(),
        guest.power(),
        guest.packageName(),
        guest.memoryBytes(),
        guest.cpus(),
        guest.cmdlineAdd(),
        guest.defaultNet(),
        new Virtio(false, true, false, false, false, false, true),
        guest.balloon(),
        guest.interrupts(),
        new Listeners(generation, List.of(listeners)),
        guest.accelerator(),
        guest.gracePeriodSeconds());
  }
}
