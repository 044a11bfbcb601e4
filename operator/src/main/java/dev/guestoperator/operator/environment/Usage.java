package dev.guestoperator.operator.environment;

import dev.guestoperator.crds.environment.EnvironmentStatus.Used;
import dev.guestoperator.crds.guest.Guest;
import dev.guestoperator.crds.guest.GuestStatus.Phase;
import dev.guestoperator.operator.Memory;
import java.util.Collection;
import java.util.Optional;

/**
 * What the guests of an environment are and take together.
 *
 * @param guests how many there are
 * @param running how many of them run
 * @param used by those that are on
 */
record Usage(long guests, long running, Used used) {
  /**
   * @param environment name of the one that counts: the framework's index still has a guest where
   *     it was before its environment was changed
   */
  static Usage of(String environment, Collection<Guest> guests) {
    return of(
        guests.stream()
            .filter(guest -> environment.equals(guest.getSpec().environment()))
            .toList());
  }

  static Usage of(Collection<Guest> guests) {
    var on = guests.stream().map(Share::of).flatMap(Optional::stream).toList();
    return new Usage(
        guests.size(),
        guests.stream().filter(Usage::runs).count(),
        new Used(
            (long) on.size(),
            on.stream().mapToLong(Share::cpus).sum(),
            Memory.quantity(on.stream().mapToLong(Share::memory).sum())));
  }

  private static boolean runs(Guest guest) {
    return guest.getStatus() != null && guest.getStatus().phase() == Phase.RUNNING;
  }
}
