package dev.guestoperator.vsock.device;

import java.time.Duration;
import java.util.HashSet;
import java.util.OptionalLong;
import java.util.Set;

/** Ports of the host's side for connections to one guest (IANA's dynamic range). */
final class Ports {
  static final long FIRST = 49152;
  static final long LAST = 65535;

  /** How long a port rests whose connection did not end as it should. */
  static final Duration REST = Duration.ofSeconds(10);

  private final Set<Long> used = new HashSet<>();
  private final Deadlines<Long> resting = new Deadlines<>(REST);
  private long last;

  /**
   * @param seed where to begin: after a restart other ports than before are likely
   */
  Ports(long seed) {
    last = FIRST + Math.floorMod(seed, LAST - FIRST + 1);
  }

  /** One that is free, in turn; empty if none is. */
  OptionalLong take(long now) {
    while (resting.expired(now).isPresent()) {
      // Taking it away is all there is to do.
    }
    for (var tries = FIRST; tries <= LAST; tries++) {
      last = last == LAST ? FIRST : last + 1;
      if (!resting.contains(last) && used.add(last)) {
        return OptionalLong.of(last);
      }
    }
    return OptionalLong.empty();
  }

  void giveBack(long port, boolean clean, long now) {
    if (used.remove(port) && !clean) {
      resting.start(port, now);
    }
  }
}
