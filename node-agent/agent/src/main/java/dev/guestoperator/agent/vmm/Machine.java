package dev.guestoperator.agent.vmm;

import dev.guestoperator.agent.api.Accelerator;
import dev.guestoperator.agent.interrupt.InterruptLine;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** A machine whose process exists or has just ended. */
public interface Machine {
  /** When its process was started. */
  Instant startedAt();

  /** KVM or TCG. */
  Accelerator accelerator();

  /** The interrupt lines that can be raised, by number. */
  Map<Integer, InterruptLine> interrupts();

  /** Its balloon, if it has the device; it can be asked once the machine runs. */
  Optional<Balloon> balloon();

  /** Presses the ACPI power button and returns at once; a guest may ignore it. */
  void pressPowerButton();

  /** Ends the process, hard in the end, and returns at once; the observer hears of the end. */
  void powerOff();
}
