package dev.guestoperator.operator.gateway;

import java.util.List;
import java.util.Map;

/** Who sent a request. */
sealed interface Caller {
  /** A user whom the API server has authenticated. */
  record User(String name, String uid, List<String> groups, Map<String, List<String>> extra)
      implements Caller {}

  /**
   * Nobody that the API server vouches for.
   *
   * @param reason a sentence for the answer
   */
  record Stranger(String reason) implements Caller {}
}
