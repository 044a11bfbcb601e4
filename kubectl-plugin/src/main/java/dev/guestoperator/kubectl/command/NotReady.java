package dev.guestoperator.kubectl.command;

import dev.guestoperator.kubectl.config.Problem;

/** What was waited for did not come; it may the next time. */
final class NotReady extends Problem {
  NotReady(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
