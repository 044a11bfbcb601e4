package dev.guestoperator.kubectl.stream;

/** How a session came to its end. */
public sealed interface SessionEnd {
  /** The other side says that all went well. */
  record Succeeded() implements SessionEnd {}

  /** This side had enough. */
  record Left() implements SessionEnd {}

  /** The program in the guest has ended, and not with 0. */
  record Exited(int code, String message) implements SessionEnd {}

  /** The other side says what is wrong. */
  record Failed(String message) implements SessionEnd {}

  /** This side could not write what came. */
  record Unwritable(String message) implements SessionEnd {}

  /** Cut off without a word. */
  record Lost(String reason) implements SessionEnd {}
}
