package dev.guestoperator.agent.vmm;

import dev.guestoperator.agent.api.Accelerator;
import java.time.Instant;

/** A machine whose process exists or has just ended. */
public interface Machine {
  /** When its process was started. */
  Instant startedAt();

  /** KVM or TCG. */
  Accelerator accelerator();

  /** Presses the ACPI power button and returns at once; a guest may ignore it. */
  void pressPowerButton();

  /** Ends the process, hard in the end, and returns at once; the observer hears of the end. */
  void powerOff();
}
