package dev.guestoperator.agent.guest;

import dev.guestoperator.agent.guest.RefusedException.Kind;
import java.io.IOException;

/** What to say when the node's disk does not take what has to be kept. */
final class Storage {
  private Storage() {}

  static String message(IOException failed) {
    return "The node's disk refuses the guest's files (%s); make room or repair it."
        .formatted(failed.getMessage());
  }

  static RefusedException refused(IOException failed) {
    return new RefusedException(Kind.STORAGE_FAILED, message(failed), failed);
  }
}
