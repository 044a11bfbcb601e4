package dev.guestoperator.agent.guest;

import dev.guestoperator.agent.guest.RefusedException.Kind;
import java.util.LinkedHashMap;
import java.util.Map;

/** The epochs of guests removed lately, so that a request of old does not bring one back. */
final class Tombstones {
  private static final int MAXIMUM = 4096;

  private final Map<String, Long> epochs =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
          return size() > MAXIMUM;
        }
      };

  synchronized void add(String uid, long epoch) {
    epochs.merge(uid, epoch, Math::max);
  }

  synchronized void check(String uid, long epoch) throws RefusedException {
    check(epoch, epochs.getOrDefault(uid, 0L));
  }

  static void check(long epoch, long highest) throws RefusedException {
    if (epoch < highest) {
      throw new RefusedException(
          Kind.STALE_EPOCH,
          "Epoch %d is older than %d, which this node has seen; read the Guest again."
              .formatted(epoch, highest));
    }
  }
}
