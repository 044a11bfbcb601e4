package dev.guestoperator.vsock.device;

import dev.guestoperator.vsock.posix.ErrnoException;
import dev.guestoperator.vsock.posix.Libc;
import dev.guestoperator.vsock.posix.Poller;
import dev.guestoperator.vsock.posix.UnixSockets;
import dev.guestoperator.vsock.socket.VsockAddress;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * The Unix socket by which tools of the node reach the guest, as Firecracker, Cloud Hypervisor and
 * vhost-device-vsock have it. A client that cannot be served is hung up on. Owned by the device's
 * thread.
 */
final class ToolsSocket implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(ToolsSocket.class.getName());
  private static final int BACKLOG = 128;

  /** How long a client has to say which port it wants. */
  private static final Duration GREETING = Duration.ofSeconds(10);

  private final Path path;
  private final int listener;
  private final Poller poller;
  private final Poller.Registration registration;
  private final Supplier<Optional<Connections>> connections;
  private final Deadlines<Handshake> handshakes = new Deadlines<>(GREETING);
  private int count;

  ToolsSocket(Path path, Poller poller, Supplier<Optional<Connections>> connections)
      throws IOException {
    this.path = path;
    this.poller = poller;
    this.connections = connections;
    listener = UnixSockets.listen(path, BACKLOG);
    registration = poller.add(listener, Poller.IN, _ -> accept());
  }

  /** Connects to who serves a port of the host for this guest by a socket of its own. */
  Optional<Router.Route> route(VsockAddress to) {
    var served = path.resolveSibling(path.getFileName() + "_" + to.port());
    if (to.cid() != VsockAddress.HOST || !Files.exists(served)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Router.Route.taken(new Wire(UnixSockets.connect(served))));
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "{0}: {1}", served, e.getMessage());
      return Optional.empty();
    }
  }

  private void accept() {
    try {
      for (var fd = UnixSockets.accept(listener); fd >= 0; fd = UnixSockets.accept(listener)) {
        greet(fd);
      }
    } catch (ErrnoException e) {
      LOG.log(Level.WARNING, "{0}: {1}", path, e.getMessage());
    }
  }

  private void greet(int fd) throws ErrnoException {
    var wire = new Wire(fd);
    if (connections.get().isEmpty() || count >= Limits.HANDSHAKES) {
      wire.close();
      return;
    }
    count++;
    var handshake = new Handshake(wire, poller, this::finished);
    handshakes.start(handshake, System.nanoTime());
    handshake.read();
  }

  private void finished(Handshake handshake) {
    count--;
    handshakes.stop(handshake);
    var port = handshake.port();
    var guest = connections.get();
    if (port.isEmpty() || guest.isEmpty()) {
      handshake.wire().close();
      return;
    }
    var answer = new CompletableFuture<VsockAddress>();
    // At once, so before the guest's first byte. If it fails, the client is hung up on.
    answer.thenAccept(from -> handshake.confirm(from.port()));
    guest.get().callFromHost(port.getAsLong(), handshake.wire(), answer);
  }

  void expire(long now) {
    for (var late = handshakes.expired(now); late.isPresent(); late = handshakes.expired(now)) {
      late.get().giveUp();
    }
  }

  long nextDeadline(long now) {
    return handshakes.next(now);
  }

  @Override
  public void close() {
    for (var open = handshakes.first(); open.isPresent(); open = handshakes.first()) {
      open.get().giveUp();
    }
    poller.remove(registration);
    Libc.close(listener);
  }
}
