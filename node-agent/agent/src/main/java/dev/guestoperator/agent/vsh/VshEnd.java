package dev.guestoperator.agent.vsh;

/** How a session came to its end. */
public sealed interface VshEnd {
  /** What a client exits with if it does not know better. */
  int NO_CODE = 123;

  /** For the process that ran the session. */
  int exitCode();

  /**
   * The program has ended.
   *
   * @param exitCode its own or, bare, the signal that ended it
   */
  record Exited(int exitCode) implements VshEnd {}

  /** The server gave up. */
  record Failed(String description) implements VshEnd {
    @Override
    public int exitCode() {
      return NO_CODE;
    }
  }

  /** Cut off without a word. */
  record Lost(String reason) implements VshEnd {
    @Override
    public int exitCode() {
      return NO_CODE;
    }
  }
}
