package dev.guestoperator.agent.vmm;

import java.time.Instant;

/**
 * How a machine ended.
 *
 * @param reason CamelCase, such as GuestShutdown
 * @param message one sentence for the user
 * @param exitCode of the process (128 + N after signal N), null when nobody saw it
 * @param at when it was noticed
 */
public record MachineExit(String reason, String message, Integer exitCode, Instant at) {
  /** The guest switched itself off. */
  public static final String GUEST_SHUTDOWN = "GuestShutdown";

  /** {@link Machine#powerOff} did it. */
  public static final String POWERED_OFF = "PoweredOff";

  /** The guest's kernel panicked. */
  public static final String GUEST_PANICKED = "GuestPanicked";

  /** A signal from elsewhere, the kernel's out-of-memory killer for one. */
  public static final String KILLED = "Killed";

  /** The process ended by itself with an error, or without a word. */
  public static final String VMM_FAILED = "VmmFailed";
}
