package dev.guestoperator.operator.environment;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Remembers since when something waits for each object. One that is forgotten, as when the operator
 * is started anew, waits from the beginning.
 */
final class Pauses {
  private static final int MAX_REMEMBERED = 10_000;

  private final Duration length;
  private final Map<String, Instant> since =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
          return size() > MAX_REMEMBERED;
        }
      };

  Pauses(Duration length) {
    this.length = length;
  }

  /**
   * What is left of the pause, which begins now if it has not begun; not positive if it is over.
   */
  synchronized Duration left(HasMetadata about, Instant now) {
    var began = since.computeIfAbsent(about.getMetadata().getUid(), uid -> now);
    return Duration.between(now, began.plus(length));
  }

  synchronized void end(HasMetadata about) {
    since.remove(about.getMetadata().getUid());
  }
}
