package dev.guestoperator.agent.guest;

import dev.guestoperator.agent.api.GuestReport.Problem;

/** A guest cannot be started until somebody changes something. */
final class LaunchException extends Exception {
  private final String reason;

  LaunchException(String reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  Problem problem() {
    return new Problem(reason, getMessage(), true);
  }
}
