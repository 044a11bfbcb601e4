package dev.guestoperator.kubectl.stream;

/** How a session came to its end. */
public sealed interface SessionEnd {
  /** The other side says that all went well. */
  record Succeeded() implements SessionEnd {}

  /** This side had enough. */
  record Left() implements SessionEnd {}

  /**
   * The other side says what is wrong.
   *
   * @param exitCode of the program in the guest, or 1
   */
  record Failed(int exitCode, String message) implements SessionEnd {}

  /** Cut off without a word. */
  record Lost(String reason) implements SessionEnd {}
}
