package dev.guestoperator.agent.http;

import dev.guestoperator.agent.guest.Guests;
import dev.guestoperator.agent.guest.RefusedException;
import dev.guestoperator.agent.guest.RefusedException.Kind;
import dev.guestoperator.agent.vsock.Environments;
import dev.guestoperator.agent.vsock.HostPort;
import dev.guestoperator.vsock.device.ConnectFailedException;
import dev.guestoperator.vsock.environment.PortTakenException;
import dev.guestoperator.vsock.environment.VsockConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;

/** Opens vsock connections for sessions, and says why not in words for the user. */
@ApplicationScoped
class Sockets {
  /** The highest port that is not the wildcard (VMADDR_PORT_ANY). */
  private static final long MAXIMUM_PORT = 0xFFFF_FFFEL;

  private final Guests guests;
  private final Environments environments;

  Sockets(Guests guests, Environments environments) {
    this.guests = guests;
    this.environments = environments;
  }

  /** Connects to a port of a guest; waits for it, for two seconds at most. */
  VsockConnection connect(String uid, long port)
      throws RefusedException, IOException, InterruptedException {
    var guest = guests.vsock(uid);
    try {
      return environments.connect(guest, port);
    } catch (ConnectFailedException failed) {
      throw refused(failed, port);
    }
  }

  /** Holds a port of the host in an environment. */
  HostPort listen(long environment, long port) throws RefusedException, IOException {
    try {
      return environments.listen(environment, port);
    } catch (PortTakenException taken) {
      throw new RefusedException(Kind.PORT_TAKEN, taken.getMessage() + ".");
    }
  }

  static long port(String text) throws RefusedException {
    if (text != null && text.matches("[0-9]{1,10}") && Long.parseLong(text) <= MAXIMUM_PORT) {
      return Long.parseLong(text);
    }
    throw new RefusedException(Kind.INVALID, "port must be 0 to " + MAXIMUM_PORT + ".");
  }

  private static RefusedException refused(ConnectFailedException failed, long port) {
    return switch (failed.reason()) {
      case NO_SUCH_GUEST, NOT_READY ->
          new RefusedException(
              Kind.VSOCK_NOT_READY,
              "The guest's vsock driver is not up: try again once the guest has booted.");
      case TIMED_OUT ->
          new RefusedException(
              Kind.VSOCK_NOT_READY, "The guest did not answer at vsock port " + port + ".");
      case REFUSED ->
          new RefusedException(
              Kind.CONNECTION_REFUSED, "Nobody in the guest listens at vsock port " + port + ".");
      case TOO_MANY ->
          new RefusedException(
              Kind.TOO_MANY_CONNECTIONS,
              "The guest has as many vsock connections as it may have: close one.");
    };
  }
}
