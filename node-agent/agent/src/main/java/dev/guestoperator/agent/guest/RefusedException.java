package dev.guestoperator.agent.guest;

/** A request that changes nothing because it must not. */
public final class RefusedException extends Exception {
  /** Why; the name in CamelCase is the reason on the wire. */
  public enum Kind {
    INVALID,
    NOT_FOUND,
    STALE_EPOCH,
    BEING_REMOVED,
    NO_ROOM,
    NOT_RUNNING,
    NO_SUCH_LINE,
    NO_BALLOON,
    NO_VSOCK,
    VSOCK_NOT_READY,
    CONNECTION_REFUSED,
    TOO_MANY_CONNECTIONS,
    TOO_MANY_VIEWERS,
    PORT_TAKEN,
    SHELL_REFUSED,
    STORAGE_FAILED
  }

  private final Kind kind;

  /**
   * @param message one sentence that says what to do
   */
  public RefusedException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  RefusedException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** Why. */
  public Kind kind() {
    return kind;
  }
}
