package dev.guestoperator.agent.guest;

import java.time.Instant;

/**
 * What to do now, and when to decide again if nothing happens before.
 *
 * @param action to take
 * @param again null if time alone changes nothing
 */
record Decision(Action action, Instant again) {
  enum Action {
    NOTHING,
    LAUNCH,
    PRESS_POWER_BUTTON,
    POWER_OFF,
    REMOVE
  }

  static Decision now(Action action) {
    return new Decision(action, null);
  }

  static Decision rest() {
    return new Decision(Action.NOTHING, null);
  }

  static Decision at(Instant again) {
    return new Decision(Action.NOTHING, again);
  }
}
