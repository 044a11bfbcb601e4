package dev.guestoperator.agent.guest;

import dev.guestoperator.agent.guest.Decision.Action;
import java.time.Duration;
import java.time.Instant;

/** What is done about a guest: a function of what is wished, of where it is, and of time. */
final class Rules {
  private static final Duration CUT_AGAIN = Duration.ofSeconds(10);

  private Rules() {}

  static Decision decide(Wish wish, GuestLife life, Instant now) {
    return switch (life) {
      case GuestLife.Off off -> off(wish, off, now);
      case GuestLife.Launching _, GuestLife.Gone _ -> Decision.rest();
      case GuestLife.Up _ ->
          switch (wish.power()) {
            case ON, UNKNOWN -> Decision.rest();
            case OFF, GONE -> Decision.now(Action.PRESS_POWER_BUTTON);
          };
      case GuestLife.Stopping stopping -> stopping(wish, stopping, now);
      case GuestLife.Leftover leftover -> due(Action.REMOVE, leftover.retryAt(), now);
    };
  }

  private static Decision off(Wish wish, GuestLife.Off off, Instant now) {
    return switch (wish.power()) {
      case ON -> due(Action.LAUNCH, off.notBefore(), now);
      case GONE -> Decision.now(Action.REMOVE);
      case OFF, UNKNOWN -> Decision.rest();
    };
  }

  /** A guest that was still booting misses the button, so it is pressed again halfway. */
  private static Decision stopping(Wish wish, GuestLife.Stopping stopping, Instant now) {
    if (stopping.cutAt() != null) {
      return due(Action.POWER_OFF, stopping.cutAt().plus(CUT_AGAIN), now);
    }
    var deadline = stopping.since().plus(wish.grace());
    if (!now.isBefore(deadline)) {
      return Decision.now(Action.POWER_OFF);
    }
    return stopping.presses() > 1
        ? Decision.at(deadline)
        : due(Action.PRESS_POWER_BUTTON, stopping.since().plus(wish.grace().dividedBy(2)), now);
  }

  private static Decision due(Action action, Instant at, Instant now) {
    return now.isBefore(at) ? Decision.at(at) : Decision.now(action);
  }
}
