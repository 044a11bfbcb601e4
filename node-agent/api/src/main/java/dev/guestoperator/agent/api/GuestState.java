package dev.guestoperator.agent.api;

/** Where a guest is in its life on its node. */
public enum GuestState {
  /** Its package is made ready or its VMM starts. */
  STARTING,
  RUNNING,
  /** The power button was pressed, or it is being switched off. */
  STOPPING,
  /** Off, as desired. */
  STOPPED,
  /** Off, although it is desired on; the report's problem says why, and it is tried again. */
  FAILED
}
