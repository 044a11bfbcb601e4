package dev.guestoperator.vsock.device;

import java.io.IOException;

/** There will be no connection. */
public final class ConnectFailedException extends IOException {
  /** Why not. */
  public enum Reason {
    /** No guest with this CID is in the environment. */
    NO_SUCH_GUEST,
    /** The guest has no driver that is up. */
    NOT_READY,
    /** Nobody in the guest listens at this port. */
    REFUSED,
    /** The guest did not answer. */
    TIMED_OUT,
    /** The guest has as many connections as it may have. */
    TOO_MANY
  }

  private final Reason reason;

  public ConnectFailedException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
