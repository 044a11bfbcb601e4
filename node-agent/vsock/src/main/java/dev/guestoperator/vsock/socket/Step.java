package dev.guestoperator.vsock.socket;

import java.util.List;

/** What follows from something that happened to a connection. */
public record Step(ConnectionState next, List<Action> actions) {
  /** What is to be done. */
  public enum Action {
    /** Answer the guest's request. */
    SEND_RESPONSE,
    SEND_SHUTDOWN,
    SEND_CREDIT,
    SEND_RESET,
    /** Give the payload to the host. */
    DELIVER,
    /** Tell the host that nothing follows what is under way to it. */
    END_OUTPUT,
    /** Let the host write no more. */
    END_INPUT,
    /** Tell the host that the guest answered. */
    CONNECTED,
    /** Tell the host that the guest will not answer. */
    REFUSED,
    /** Part from the host, in order, when it has what is under way to it. */
    RELEASE,
    /** Part from the host and tell it that it was cut off. */
    ABORT
  }

  static Step to(ConnectionState next, Action... actions) {
    return new Step(next, List.of(actions));
  }
}
