package dev.guestoperator.kubectl.command;

import dev.guestoperator.crds.guest.Guest;
import dev.guestoperator.crds.guest.GuestSpec.RunStrategy;
import dev.guestoperator.crds.guest.GuestStatus.Phase;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What a guest is waited for.
 *
 * @param unmet what to say of a guest that is not there in time, after its name
 * @param reached whether it is there
 * @param progress where it is, empty while its status answers to a spec of before
 * @param hopeless why it will not get there, after its name, if it will not
 */
record Goal(
    String unmet,
    Predicate<Guest> reached,
    Function<Guest, Optional<String>> progress,
    Function<Guest, Optional<String>> hopeless) {

  static final Goal RUNNING =
      new Goal("is not running", GuestStates::isRunning, Goal::life, Goal::stalled);

  /** The same, for somebody who did not just ask the guest to run. */
  static final Goal RUNNING_SOON =
      new Goal(
          "is not running",
          GuestStates::isRunning,
          Goal::life,
          guest -> stalled(guest).or(() -> halted(guest)));

  static final Goal OFF = new Goal("is not off", GuestStates::isOff, Goal::life, Goal::stalled);

  /**
   * So many pages in the balloon.
   *
   * @param before the guest before it was asked for them
   */
  static Goal balloon(Guest before, long pages) {
    return new Goal(
        "has no balloon of %d pages".formatted(pages),
        guest -> BalloonStates.holds(guest, pages),
        guest -> BalloonStates.progress(guest).or(() -> life(guest)),
        guest ->
            stalled(guest)
                .or(
                    () ->
                        BalloonStates.obstacle(before, guest, pages)
                            .map(why -> "cannot follow: " + why)));
  }

  private static Optional<String> life(Guest guest) {
    return GuestStates.phase(guest)
        .or(() -> GuestStates.isNew(guest) ? Optional.of(Phase.PENDING) : Optional.empty())
        .map(phase -> line(phase, guest));
  }

  private static String line(Phase phase, Guest guest) {
    var word = phase.name().charAt(0) + phase.name().substring(1).toLowerCase(Locale.ROOT);
    return word + GuestStates.explanation(guest).map(text -> ": " + text).orElse("");
  }

  private static Optional<String> halted(Guest guest) {
    return guest.getSpec().runStrategy() == RunStrategy.HALTED
        ? Optional.of(
            "is halted: start it with kubectl guest start " + guest.getMetadata().getName())
        : Optional.empty();
  }

  private static Optional<String> stalled(Guest guest) {
    return GuestStates.stalled(guest).map(why -> "is stalled: " + why);
  }
}
