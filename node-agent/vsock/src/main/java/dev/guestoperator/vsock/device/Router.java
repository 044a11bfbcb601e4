package dev.guestoperator.vsock.device;

import dev.guestoperator.vsock.socket.VsockAddress;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Finds whom a guest asks for. */
@FunctionalInterface
public interface Router {
  /**
   * Called on the thread of the guest that asks, so it must not block.
   *
   * @return empty if nobody is there
   */
  Optional<Route> route(VsockAddress from, VsockAddress to);

  /**
   * Somebody to talk to.
   *
   * @param wire the asking guest's end
   * @param answer completed when the other end has taken or refused the connection
   */
  record Route(Wire wire, CompletableFuture<?> answer) {
    /** To one who took the connection already. */
    public static Route taken(Wire wire) {
      return new Route(wire, CompletableFuture.completedFuture(null));
    }
  }
}
