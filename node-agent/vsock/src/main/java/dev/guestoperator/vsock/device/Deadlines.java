package dev.guestoperator.vsock.device;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Things that have the same time each, in nanoseconds of {@link System#nanoTime}. */
final class Deadlines<T> {
  private final long time;
  private final Map<T, Long> ends = new LinkedHashMap<>();

  Deadlines(Duration time) {
    this.time = time.toNanos();
  }

  /** Does nothing if its time runs already. */
  void start(T thing, long now) {
    ends.putIfAbsent(thing, now + time);
  }

  void stop(T thing) {
    ends.remove(thing);
  }

  /** Takes one whose time is over. */
  Optional<T> expired(long now) {
    return next(now) == 0 ? first() : Optional.empty();
  }

  /** Takes the one that is due next. */
  Optional<T> first() {
    var entries = ends.keySet().iterator();
    if (!entries.hasNext()) {
      return Optional.empty();
    }
    var first = entries.next();
    entries.remove();
    return Optional.of(first);
  }

  /** Nanoseconds until the next is over, {@link Long#MAX_VALUE} if there is none. */
  long next(long now) {
    return ends.isEmpty() ? Long.MAX_VALUE : Math.max(0, ends.values().iterator().next() - now);
  }

  boolean contains(T thing) {
    return ends.containsKey(thing);
  }
}
