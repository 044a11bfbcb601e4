package dev.guestoperator.vsock.device;

import dev.guestoperator.vsock.memory.GuestMemoryException;
import dev.guestoperator.vsock.memory.MemoryTable;
import dev.guestoperator.vsock.posix.ErrnoException;
import dev.guestoperator.vsock.posix.IoVector;
import dev.guestoperator.vsock.posix.Libc;
import dev.guestoperator.vsock.posix.Poller;
import dev.guestoperator.vsock.posix.UnixSockets;
import dev.guestoperator.vsock.socket.VsockAddress;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What the thread of one guest does. It sleeps in epoll while nothing happens; everything else of
 * this package runs on it. Whatever goes wrong costs this guest its device, and nobody else
 * anything.
 */
final class DeviceLoop implements GuestEvents, AutoCloseable {
  private static final System.Logger LOG = System.getLogger(DeviceLoop.class.getName());
  private static final int BACKLOG = 1;

  private final long cid;
  private final Router router;
  private final DeviceSockets sockets;
  private final Consumer<DeviceStatus> listener;
  private final Mailbox mailbox;
  private final Arena arena = Arena.ofConfined();
  private final Poller poller = new Poller(arena);
  private final IoVector scratch = new IoVector(arena);
  private final Ports ports = new Ports(System.nanoTime());
  private Optional<ToolsSocket> tools = Optional.empty();
  private int frontEndListener = -1;
  private Optional<FrontEnd> frontEnd = Optional.empty();
  private DeviceStatus status = new DeviceStatus.Unplugged();
  private boolean stopping;

  DeviceLoop(
      long cid,
      Router router,
      DeviceSockets sockets,
      Consumer<DeviceStatus> listener,
      Mailbox mailbox)
      throws IOException {
    this.cid = cid;
    this.router = router;
    this.sockets = sockets;
    this.listener = listener;
    this.mailbox = mailbox;
    try {
      poller.add(mailbox.fd(), Poller.IN, _ -> {});
      frontEndListener = UnixSockets.listen(sockets.frontEnd(), BACKLOG);
      poller.add(frontEndListener, Poller.IN, _ -> {});
      sockets.giveFrontEnd();
      if (sockets.tools().isPresent()) {
        tools = Optional.of(new ToolsSocket(sockets.tools().get(), poller, this::connections));
      }
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Until {@link #stop}. */
  void run() throws ErrnoException {
    var more = false;
    while (!stopping) {
      more = look(more ? 0 : timeout());
    }
  }

  /**
   * Does what there is to do.
   *
   * @return whether there is more
   */
  private boolean look(long nanos) throws ErrnoException {
    try {
      poller.poll(nanos);
      mailbox.run();
      acceptFrontEnd();
      expire();
      return serve();
    } catch (RuntimeException unexpected) {
      LOG.log(Level.ERROR, "Guest " + cid + " loses its vsock device", unexpected);
      unplug(new DeviceStatus.Lost("The device failed: " + unexpected));
      return true;
    }
  }

  void stop() {
    stopping = true;
  }

  Optional<Connections> connections() {
    return frontEnd.flatMap(FrontEnd::traffic).map(Traffic::connections);
  }

  @Override
  public Optional<Router.Route> route(VsockAddress from, VsockAddress to) {
    return router.route(from, to).or(() -> tools.flatMap(socket -> socket.route(to)));
  }

  @Override
  public void later(Runnable action) {
    mailbox.post(action);
  }

  private boolean serve() {
    if (frontEnd.isEmpty()) {
      return false;
    }
    try {
      if (!frontEnd.get().serve()) {
        unplug(new DeviceStatus.Unplugged());
        return true;
      }
      var traffic = frontEnd.get().traffic();
      report(traffic.isPresent() ? new DeviceStatus.Ready() : new DeviceStatus.Plugged());
      return traffic.isPresent() && traffic.get().pump();
    } catch (IOException broken) {
      LOG.log(Level.WARNING, "Guest {0} loses its vsock device: {1}", cid, broken.getMessage());
      unplug(new DeviceStatus.Lost(broken.getMessage()));
      return true;
    }
  }

  private void unplug(DeviceStatus why) {
    var gone = frontEnd;
    frontEnd = Optional.empty();
    gone.ifPresent(FrontEnd::close);
    report(why);
  }

  private void report(DeviceStatus now) {
    if (!now.equals(status)) {
      status = now;
      listener.accept(now);
    }
  }

  /** One QEMU at a time; the next waits until the one before is gone. */
  private void acceptFrontEnd() {
    try {
      while (frontEnd.isEmpty()) {
        var socket = UnixSockets.accept(frontEndListener);
        if (socket < 0) {
          return;
        }
        accept(socket);
      }
    } catch (IOException e) {
      LOG.log(Level.WARNING, "{0}: {1}", sockets.frontEnd(), e.getMessage());
    }
  }

  private void accept(int socket) throws IOException {
    var user = UnixSockets.peerUser(socket);
    if (user != sockets.user()) {
      LOG.log(Level.WARNING, "{0}: refused user {1}", sockets.frontEnd(), user);
      Libc.close(socket);
      return;
    }
    frontEnd = Optional.of(new FrontEnd(socket, cid, poller, this::start));
    report(new DeviceStatus.Plugged());
  }

  private Traffic start(QueueSetup toGuest, QueueSetup fromGuest, MemoryTable memory, long features)
      throws GuestMemoryException {
    var connections = new Connections(cid, this, poller, ports, scratch);
    return new Traffic(toGuest, fromGuest, memory, features, connections, arena);
  }

  private void expire() {
    var now = System.nanoTime();
    connections().ifPresent(all -> all.expire(now));
    tools.ifPresent(socket -> socket.expire(now));
  }

  /** Nanoseconds until something is due, -1 for never. */
  private long timeout() {
    var now = System.nanoTime();
    var traffic = frontEnd.flatMap(FrontEnd::traffic);
    var next =
        Math.min(
            traffic.map(guest -> guest.nextDeadline(now)).orElse(Long.MAX_VALUE),
            tools.map(socket -> socket.nextDeadline(now)).orElse(Long.MAX_VALUE));
    return next == Long.MAX_VALUE ? -1 : next;
  }

  @Override
  public void close() {
    unplug(new DeviceStatus.Unplugged());
    tools.ifPresent(ToolsSocket::close);
    if (frontEndListener >= 0) {
      Libc.close(frontEndListener);
    }
    poller.close();
    arena.close();
  }
}
