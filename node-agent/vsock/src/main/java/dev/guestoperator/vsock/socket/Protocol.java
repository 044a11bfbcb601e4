package dev.guestoperator.vsock.socket;

import static dev.guestoperator.vsock.socket.PacketHeader.NO_RECEIVE;
import static dev.guestoperator.vsock.socket.PacketHeader.NO_SEND;
import static dev.guestoperator.vsock.socket.Step.Action.ABORT;
import static dev.guestoperator.vsock.socket.Step.Action.CONNECTED;
import static dev.guestoperator.vsock.socket.Step.Action.DELIVER;
import static dev.guestoperator.vsock.socket.Step.Action.END_INPUT;
import static dev.guestoperator.vsock.socket.Step.Action.END_OUTPUT;
import static dev.guestoperator.vsock.socket.Step.Action.REFUSED;
import static dev.guestoperator.vsock.socket.Step.Action.RELEASE;
import static dev.guestoperator.vsock.socket.Step.Action.SEND_CREDIT;
import static dev.guestoperator.vsock.socket.Step.Action.SEND_RESET;
import static dev.guestoperator.vsock.socket.Step.Action.SEND_RESPONSE;
import static dev.guestoperator.vsock.socket.Step.Action.SEND_SHUTDOWN;

import dev.guestoperator.vsock.socket.ConnectionState.Asked;
import dev.guestoperator.vsock.socket.ConnectionState.Calling;
import dev.guestoperator.vsock.socket.ConnectionState.Closed;
import dev.guestoperator.vsock.socket.ConnectionState.Closing;
import dev.guestoperator.vsock.socket.ConnectionState.Open;
import java.time.Duration;
import java.util.ArrayList;

/**
 * What everything means in every state (sections 5.10.6.4 and 5.10.6.5, and what Linux does where
 * they are silent). A reset is never answered by a reset.
 */
public final class Protocol {
  /** How long a guest has to answer a request (VSOCK_DEFAULT_CONNECT_TIMEOUT of Linux). */
  public static final Duration ANSWER = Duration.ofSeconds(2);

  /** How long a guest has to confirm a close (VSOCK_CLOSE_TIMEOUT of Linux). */
  public static final Duration CLOSE = Duration.ofSeconds(8);

  private static final Closed CLOSED = new Closed();
  private static final Step BROKEN = Step.to(CLOSED, SEND_RESET, ABORT);
  private static final Step DELIVERY = Step.to(Open.BOTH_WAYS, DELIVER);

  private Protocol() {}

  /** A packet of the guest. Credit is counted elsewhere. */
  public static Step packet(ConnectionState state, Operation operation, int flags) {
    return switch (state) {
      case Asked _ -> operation == Operation.RESET ? Step.to(CLOSED, ABORT) : BROKEN;
      case Calling _ ->
          switch (operation) {
            case RESPONSE -> Step.to(Open.BOTH_WAYS, CONNECTED);
            case RESET -> Step.to(CLOSED, REFUSED);
            case INVALID, REQUEST, SHUTDOWN, DATA, CREDIT_UPDATE, CREDIT_REQUEST ->
                Step.to(CLOSED, SEND_RESET, REFUSED);
          };
      case Open open -> packet(open, operation, flags);
      case Closing closing ->
          switch (operation) {
            case RESET -> Step.to(CLOSED);
            case SHUTDOWN -> isBoth(flags) ? Step.to(CLOSED, SEND_RESET) : Step.to(closing);
            case DATA, CREDIT_UPDATE, CREDIT_REQUEST -> Step.to(closing);
            case INVALID, REQUEST, RESPONSE -> Step.to(CLOSED, SEND_RESET);
          };
      case Closed closed -> Step.to(closed);
    };
  }

  private static Step packet(Open open, Operation operation, int flags) {
    return switch (operation) {
      case DATA -> data(open);
      case CREDIT_UPDATE -> Step.to(open);
      case CREDIT_REQUEST -> Step.to(open, SEND_CREDIT);
      case SHUTDOWN -> shutdown(open, flags);
      case RESET -> Step.to(CLOSED, ABORT);
      case INVALID, REQUEST, RESPONSE -> BROKEN;
    };
  }

  private static Step data(Open open) {
    if (!open.guestSends()) {
      return BROKEN;
    }
    return open.equals(Open.BOTH_WAYS) ? DELIVERY : Step.to(open, DELIVER);
  }

  private static Step shutdown(Open open, int flags) {
    var sends = open.guestSends() && (flags & NO_SEND) == 0;
    var receives = open.guestReceives() && (flags & NO_RECEIVE) == 0;
    if (!sends && !receives) {
      // Without the reset, a close in the guest takes eight seconds.
      return Step.to(CLOSED, SEND_RESET, RELEASE);
    }
    var actions = new ArrayList<Step.Action>();
    if (!sends && open.guestSends()) {
      actions.add(END_OUTPUT);
    }
    if (!receives && open.guestReceives()) {
      actions.add(END_INPUT);
    }
    return new Step(open.withGuest(sends, receives), actions);
  }

  /** The host of a connection that the guest asked for took it. */
  public static Step answered(ConnectionState state) {
    return state instanceof Asked ? Step.to(Open.BOTH_WAYS, SEND_RESPONSE) : Step.to(state);
  }

  /** There is no host for a connection that the guest asked for. */
  public static Step refused(ConnectionState state) {
    return state instanceof Asked ? Step.to(CLOSED, SEND_RESET) : Step.to(state);
  }

  /** The host sends no more, and what it sent is with the guest. */
  public static Step hostEnded(ConnectionState state) {
    if (!(state instanceof Open open) || !open.hostSends()) {
      return Step.to(state);
    }
    return open.hostReceives()
        ? Step.to(open.withHost(false, true), SEND_SHUTDOWN)
        : hostGone(open);
  }

  /** The host takes no more. */
  public static Step hostStoppedReading(ConnectionState state) {
    if (!(state instanceof Open open) || !open.hostReceives()) {
      return Step.to(state);
    }
    return open.hostSends() ? Step.to(open.withHost(true, false), SEND_SHUTDOWN) : hostGone(open);
  }

  /** The host neither sends nor takes anything any more. */
  public static Step hostGone(ConnectionState state) {
    return state instanceof Open ? Step.to(new Closing(), SEND_SHUTDOWN, RELEASE) : Step.to(state);
  }

  /** The host wants it cut off, or what it is connected to was. */
  public static Step hostReset(ConnectionState state) {
    return state instanceof Closed ? Step.to(state) : Step.to(CLOSED, SEND_RESET, RELEASE);
  }

  /** The guest sent more than it had credit for, or something that is no packet. */
  public static Step violated() {
    return BROKEN;
  }

  /** The guest did not answer in time. */
  public static Step timedOut(ConnectionState state) {
    return switch (state) {
      case Calling _ -> Step.to(CLOSED, SEND_RESET, REFUSED);
      case Closing _ -> Step.to(CLOSED, SEND_RESET);
      case Asked _, Open _, Closed _ -> Step.to(state);
    };
  }

  private static boolean isBoth(int flags) {
    var both = NO_SEND | NO_RECEIVE;
    return (flags & both) == both;
  }
}
