package dev.guestoperator.operator.gateway;

import io.fabric8.kubernetes.api.model.Status;

/** Ends the handling of a request with an answer that is not a session. */
final class Refused extends Exception {
  private final transient Status status;

  Refused(Status status) {
    super(status.getMessage(), null, false, false);
    this.status = status;
  }

  Refused(Status status, Throwable cause) {
    super(status.getMessage(), cause);
    this.status = status;
  }

  Status status() {
    return status;
  }

  /** What to tell of an error, of which nothing but a refusal says more. */
  static Status statusOf(Throwable error) {
    return error instanceof Refused refused ? refused.status() : Statuses.internal();
  }
}
