package dev.guestoperator.agent.guest;

import java.time.Duration;

/**
 * What is wished of a guest, as far as its life is concerned.
 *
 * @param power where its life is to lead
 * @param grace from the power button to hard power off
 */
record Wish(Power power, Duration grace) {
  enum Power {
    ON,
    OFF,
    /** Off, and nothing left of it. */
    GONE,
    /** Its desired state was lost: it is left as it is until somebody says what is desired. */
    UNKNOWN
  }
}
