package dev.guestoperator.agent;

import dev.guestoperator.agent.api.Accelerator;
import dev.guestoperator.agent.api.DesiredGuest;
import dev.guestoperator.agent.api.DesiredGuest.Power;
import dev.guestoperator.agent.api.DesiredGuest.Virtio;
import java.util.List;
import java.util.UUID;

/** Desired state for tests: a valid guest, and what differs from it. */
public record DesiredGuests(
    String uid, long epoch, long generation, Power power, String pack, long mib, int grace) {

  public static DesiredGuests on(String pack) {
    return new DesiredGuests(UUID.randomUUID().toString(), 1, 1, Power.ON, pack, 64, 30);
  }

  public DesiredGuests off(int grace) {
    return new DesiredGuests(uid, epoch, generation + 1, Power.OFF, pack, mib, grace);
  }

  public DesiredGuests epoch(long epoch) {
    return new DesiredGuests(uid, epoch, generation, power, pack, mib, grace);
  }

  public DesiredGuests mib(long mib) {
    return new DesiredGuests(uid, epoch, generation + 1, power, pack, mib, grace);
  }

  public DesiredGuests pack(String pack) {
    return new DesiredGuests(uid, epoch, generation + 1, power, pack, mib, grace);
  }

  public DesiredGuest get() {
    return new DesiredGuest(
        uid,
        "default",
        "guest-" + uid.substring(0, 8),
        0,
        3,
        epoch,
        generation,
        power,
        pack,
        mib << 20,
        1,
        List.of(),
        false,
        new Virtio(false, true, false, false, false, false, false),
        DesiredGuest.Balloon.EMPTY,
        List.of(),
        DesiredGuest.Listeners.NONE,
        Accelerator.TCG,
        grace);
  }
}
