package dev.guestoperator.vsock.vhostuser;

/** What a look at the control channel brought. */
public sealed interface Received {
  record Complete(Message message) implements Received {}

  /** Nothing, or not all of a message: look again when there is more. */
  record Nothing() implements Received {}

  /** The front end closed the channel. */
  record End() implements Received {}
}
