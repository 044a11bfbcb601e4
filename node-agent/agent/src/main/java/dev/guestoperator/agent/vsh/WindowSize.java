package dev.guestoperator.agent.vsh;

/** The size of a terminal in characters, each 1 to 65535; a server ignores any other. */
public record WindowSize(int rows, int columns) {
  /** Of what is no terminal. */
  public static final WindowSize UNKNOWN = new WindowSize(0, 0);
}
