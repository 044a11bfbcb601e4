package dev.guestoperator.agent.vmm;

/** A machine could not be started. */
public final class MachineException extends Exception {
  private final String reason;

  /**
   * @param reason CamelCase, such as VmmMissing
   * @param message one sentence that says what to do
   */
  public MachineException(String reason, String message) {
    super(message);
    this.reason = reason;
  }

  /**
   * @param reason CamelCase, such as VmmMissing
   * @param message one sentence that says what to do
   * @param cause what was thrown
   */
  public MachineException(String reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** CamelCase, such as VmmMissing. */
  public String reason() {
    return reason;
  }
}
