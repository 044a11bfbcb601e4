package dev.guestoperator.kubectl.command;

import dev.guestoperator.crds.guest.Guest;
import dev.guestoperator.crds.guest.GuestStatus.Phase;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The guest that a shell is opened in when none is named. */
final class DefaultGuest {
  private static final String ENVIRONMENT = "default";

  private static final Comparator<Guest> BY_NUMBERS =
      Comparator.<Guest, Long>comparing(guest -> guest.getStatus().environmentId())
          .thenComparing(guest -> guest.getStatus().cid());

  private DefaultGuest() {}

  /** The first guest that runs in the environment "default" of the namespace, else in any. */
  static Optional<GuestName> of(List<Guest> guests, String namespace) {
    Predicate<Guest> elsewhere =
        guest ->
            !namespace.equals(guest.getMetadata().getNamespace())
                || !ENVIRONMENT.equals(guest.getSpec().environment());
    return first(guests, Comparator.comparing(elsewhere::test).thenComparing(BY_NUMBERS));
  }

  /** The first guest that runs in this environment. */
  static Optional<GuestName> of(List<Guest> guests, long environmentId) {
    var there = guests.stream().filter(guest -> isIn(guest, environmentId)).toList();
    return first(there, BY_NUMBERS);
  }

  private static Optional<GuestName> first(List<Guest> guests, Comparator<Guest> order) {
    return guests.stream()
        .filter(DefaultGuest::runs)
        .min(order)
        .map(guest -> GuestName.of(guest.getMetadata()));
  }

  private static boolean isIn(Guest guest, long environmentId) {
    return guest.getStatus() != null
        && Long.valueOf(environmentId).equals(guest.getStatus().environmentId());
  }

  private static boolean runs(Guest guest) {
    return guest.getStatus() != null
        && guest.getStatus().phase() == Phase.RUNNING
        && guest.getStatus().environmentId() != null
        && guest.getStatus().cid() != null;
  }
}
