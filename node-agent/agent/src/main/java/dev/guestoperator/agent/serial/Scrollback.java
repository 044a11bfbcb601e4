package dev.guestoperator.agent.serial;

/** How much of the past a viewer sees first. */
public sealed interface Scrollback {
  /** Everything that is kept. */
  record All() implements Scrollback {}

  /** The last lines, 0 for none. */
  record Lines(int count) implements Scrollback {}
}
