package dev.guestoperator.kubectl.command;

import dev.guestoperator.crds.guest.Guest;
import dev.guestoperator.crds.guest.GuestSpec;
import dev.guestoperator.crds.guest.GuestStatus;
import java.util.List;
import java.util.Optional;

/** What a guest's status says of its balloon, if it says it of the spec of now. */
final class BalloonStates {
  private static final String CONVERGED = "BalloonConverged";
  private static final List<String> OBSTACLES = List.of("GuestRefuses", "PackageNeedsMemory");

  private BalloonStates() {}

  /** Whether so many pages are in the balloon, and are to be. */
  static boolean holds(Guest guest, long pages) {
    return GuestStates.current(guest)
            .map(GuestStatus::balloon)
            .map(GuestStatus.Balloon::actualPages)
            .filter(actual -> actual == pages)
            .isPresent()
        && GuestStates.condition(guest, CONVERGED)
            .filter(condition -> "True".equals(condition.getStatus()))
            .isPresent();
  }

  /** How far the balloon is. */
  static Optional<String> progress(Guest guest) {
    return GuestStates.condition(guest, CONVERGED).map(GuestStates::text);
  }

  /**
   * Why the balloon will not hold so many pages, if that is so.
   *
   * @param before the guest before it was asked for them
   */
  static Optional<String> obstacle(Guest before, Guest guest, long pages) {
    if (GuestStates.isOff(guest)) {
      return Optional.of("it is off; start it");
    }
    return GuestStates.condition(guest, CONVERGED)
        .filter(condition -> OBSTACLES.contains(condition.getReason()))
        .filter(condition -> isAboutThis(before, guest, pages))
        .map(GuestStates::text);
  }

  /** A node may report of the target of before until it has taken up the new one. */
  private static boolean isAboutThis(Guest before, Guest guest, long pages) {
    var old = target(before);
    return !old.equals(target(guest))
        || wanted(before).equals(Optional.of(pages))
        || isLimited(before) && pages >= old.orElseThrow();
  }

  /** Whether the package has kept the balloon below what was asked for. */
  private static boolean isLimited(Guest guest) {
    return target(guest).isPresent()
        && wanted(guest).filter(wanted -> wanted > target(guest).get()).isPresent();
  }

  private static Optional<Long> target(Guest guest) {
    return Optional.ofNullable(guest.getStatus())
        .map(GuestStatus::balloon)
        .map(GuestStatus.Balloon::targetPages);
  }

  private static Optional<Long> wanted(Guest guest) {
    return Optional.ofNullable(guest.getSpec().balloon()).map(GuestSpec.Balloon::targetPages);
  }
}
