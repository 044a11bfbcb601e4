package dev.guestoperator.agent.api;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * How the vsock device of a running guest fares.
 *
 * @param message why the device was taken from the guest, null in every other state
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VsockReport(State state, String message) {
  /** How a device fares. */
  public enum State {
    /** The guest has no driver that is up. */
    NO_DRIVER,
    READY,
    /** The device was taken from the guest until it reboots. */
    LOST
  }
}
