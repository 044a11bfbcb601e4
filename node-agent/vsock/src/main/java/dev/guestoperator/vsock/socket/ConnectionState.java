package dev.guestoperator.vsock.socket;

/**
 * Where a connection is. "Host" is whoever talks to the guest, be it another guest.
 *
 * <pre>
 *   guest asks ──► Asked ──host answers──┐                ┌──both ended by the guest──► Closed
 *                                        ├──► Open ───────┤
 *   host asks ──► Calling ──response─────┘                └──host gone──► Closing ──► Closed
 * </pre>
 *
 * Every state goes to Closed by a reset, Calling and Closing by time as well.
 */
public sealed interface ConnectionState {
  /** The guest asked; the host has not answered. */
  record Asked() implements ConnectionState {}

  /** The host asked; the guest has not answered. */
  record Calling() implements ConnectionState {}

  /** Bytes flow, each way until its sender or its receiver ends it. */
  record Open(boolean guestSends, boolean guestReceives, boolean hostSends, boolean hostReceives)
      implements ConnectionState {
    static final Open BOTH_WAYS = new Open(true, true, true, true);

    Open withGuest(boolean sends, boolean receives) {
      return new Open(sends, receives, hostSends && receives, hostReceives);
    }

    Open withHost(boolean sends, boolean receives) {
      return new Open(guestSends, guestReceives, sends, receives);
    }
  }

  /** The host is gone and the guest was told. */
  record Closing() implements ConnectionState {}

  record Closed() implements ConnectionState {}

  /** What a shutdown that is sent now says of the host. */
  default int shutdownFlags() {
    return switch (this) {
      case Open open ->
          (open.hostSends() ? 0 : PacketHeader.NO_SEND)
              | (open.hostReceives() ? 0 : PacketHeader.NO_RECEIVE);
      case Asked _, Calling _, Closing _, Closed _ ->
          PacketHeader.NO_SEND | PacketHeader.NO_RECEIVE;
    };
  }
}
