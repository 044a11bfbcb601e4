package dev.guestoperator.agent.http;

/** How a session ended, as its client is told: a Status of Kubernetes. */
sealed interface LastWord {
  /** Both sides have said all they had to say. */
  record Success() implements LastWord {}

  /**
   * Something is in the way.
   *
   * @param code as of HTTP
   * @param reason CamelCase
   */
  record Failure(int code, String reason, String message) implements LastWord {}

  /**
   * The program in the guest has ended, as kubectl exec is told.
   *
   * @param code not 0
   */
  record Exited(int code) implements LastWord {}
}
