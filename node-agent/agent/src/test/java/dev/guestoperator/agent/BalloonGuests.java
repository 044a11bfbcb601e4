package dev.guestoperator.agent;

import dev.guestoperator.agent.api.DesiredGuest;
import dev.guestoperator.agent.api.DesiredGuest.Balloon;
import dev.guestoperator.agent.api.DesiredGuest.Virtio;

/** Desired state of guests with a balloon, for tests. */
public final class BalloonGuests {
  private BalloonGuests() {}

  public static DesiredGuest with(DesiredGuests guest, long pages, int statsSeconds) {
    return with(guest, new Balloon(pages, statsSeconds, true, true));
  }

  public static DesiredGuest with(DesiredGuests from, Balloon balloon) {
    var guest = from.get();
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
        new Virtio(true, true, false, false, false, false, false),
        balloon,
        guest.interrupts(),
        guest.listeners(),
        guest.accelerator(),
        guest.gracePeriodSeconds());
  }
}
