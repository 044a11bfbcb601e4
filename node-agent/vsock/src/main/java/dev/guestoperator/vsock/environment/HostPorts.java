package dev.guestoperator.vsock.environment;

import dev.guestoperator.vsock.device.Router;
import dev.guestoperator.vsock.device.Wire;
import dev.guestoperator.vsock.posix.UnixSockets;
import dev.guestoperator.vsock.socket.VsockAddress;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Who serves which port of the host in one environment. */
final class HostPorts {
  private static final System.Logger LOG = System.getLogger(HostPorts.class.getName());

  private final Map<Long, Holder> holders = new ConcurrentHashMap<>();

  /** One who serves a port. */
  @FunctionalInterface
  interface Holder {
    /** Must not block; empty to refuse. */
    Optional<Router.Route> take(VsockAddress from) throws IOException;
  }

  /**
   * @throws PortTakenException if another holds it
   */
  void hold(long port, Holder holder) throws PortTakenException {
    if (holders.putIfAbsent(port, holder) != null) {
      throw new PortTakenException(port);
    }
  }

  void release(long port, Holder holder) {
    holders.remove(port, holder);
  }

  Optional<Router.Route> route(VsockAddress from, long port) {
    var holder = holders.get(port);
    if (holder == null) {
      return Optional.empty();
    }
    try {
      return holder.take(from);
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "Port {0} for {1}: {2}", port, from, e.getMessage());
      return Optional.empty();
    }
  }

  /** A process of this node that listens at a Unix socket. */
  record Published(Path path) implements Holder {
    @Override
    public Optional<Router.Route> take(VsockAddress from) throws IOException {
      return Optional.of(Router.Route.taken(new Wire(UnixSockets.connect(path))));
    }
  }
}
