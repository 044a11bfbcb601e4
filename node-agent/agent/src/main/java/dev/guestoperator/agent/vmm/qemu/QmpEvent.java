package dev.guestoperator.agent.vmm.qemu;

/** What QEMU tells unasked; see "run-state" in the QEMU QMP Reference Manual. */
sealed interface QmpEvent {
  /**
   * The machine shuts down.
   *
   * @param reason a ShutdownCause of QMP, such as guest-shutdown
   */
  record Shutdown(boolean guest, String reason) implements QmpEvent {}

  /** The machine is reset. */
  record Reset(boolean guest, String reason) implements QmpEvent {}

  /** The processors stand still. */
  record Stop() implements QmpEvent {}

  /** The processors run again. */
  record Resume() implements QmpEvent {}

  /** The guest has changed the size of its balloon. */
  record BalloonChange() implements QmpEvent {}

  /**
   * A device has left the machine.
   *
   * @param device its id; empty if it had none
   */
  record DeviceDeleted(String device) implements QmpEvent {}

  /** An event that means nothing here. */
  record Other(String name) implements QmpEvent {}
}
