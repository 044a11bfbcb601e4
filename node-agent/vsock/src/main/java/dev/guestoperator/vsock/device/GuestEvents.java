package dev.guestoperator.vsock.device;

import dev.guestoperator.vsock.socket.VsockAddress;
import java.util.Optional;

/** What the connections of a guest need of the device around them. */
interface GuestEvents {
  /** Finds whom the guest asks for. */
  Optional<Router.Route> route(VsockAddress from, VsockAddress to);

  /** Runs something on the device's thread. */
  void later(Runnable action);
}
