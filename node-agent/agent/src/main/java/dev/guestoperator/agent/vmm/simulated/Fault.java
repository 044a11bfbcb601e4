package dev.guestoperator.agent.vmm.simulated;

/** What can be wrong with simulated machines. */
public enum Fault {
  /** No machine starts. */
  START_FAILS,
  /** A machine ends with an error as soon as it has started. */
  ENDS_AT_ONCE,
  /** A machine starts, but its processors never run. */
  NEVER_RUNS,
  /** The power button does nothing. */
  IGNORES_POWER_BUTTON,
  /** Interrupts are raised, and the guest does not handle them. */
  INTERRUPTS_NOT_TAKEN,
  /** Not even powering off ends a machine. */
  SURVIVES_POWER_OFF,
  /** A balloon stays as it is. */
  BALLOON_STUCK,
  /** A guest tells nothing of its memory. */
  NO_STATISTICS
}
