package dev.guestoperator.vsock.environment;

import dev.guestoperator.vsock.device.ConnectFailedException;
import dev.guestoperator.vsock.device.ConnectFailedException.Reason;
import dev.guestoperator.vsock.device.DeviceSockets;
import dev.guestoperator.vsock.device.DeviceStatus;
import dev.guestoperator.vsock.device.GuestDevice;
import dev.guestoperator.vsock.device.Router;
import dev.guestoperator.vsock.device.Wire;
import dev.guestoperator.vsock.posix.SessionPair;
import dev.guestoperator.vsock.posix.UnixSockets;
import dev.guestoperator.vsock.socket.VsockAddress;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/**
 * Connects the guests of one environment on this node with the host and with each other. Nothing of
 * one switch reaches another: the same CID in two of them is two guests. For any thread.
 */
public final class EnvironmentSwitch implements AutoCloseable {
  private final Map<Long, GuestDevice> guests = new ConcurrentHashMap<>();
  private final HostPorts ports = new HostPorts();

  /**
   * Makes the device of a guest; QEMU can connect from when this returns.
   *
   * @param cid from 3 on, of no other guest in here
   * @param listener told of every change, on the device's thread: it must not block
   */
  public synchronized GuestDevice attach(
      long cid, DeviceSockets sockets, Consumer<DeviceStatus> listener)
      throws IOException, InterruptedException {
    if (cid < VsockAddress.FIRST_GUEST || guests.containsKey(cid)) {
      throw new IllegalArgumentException("CID " + cid + " cannot be given to another guest");
    }
    var device = GuestDevice.start(cid, this::route, sockets, listener);
    guests.put(cid, device);
    return device;
  }

  /** Takes the device from a guest and waits until it is gone. Does nothing if there is none. */
  public synchronized void detach(long cid) {
    var device = guests.remove(cid);
    if (device != null) {
      device.close();
    }
  }

  /**
   * Connects to a port of a guest. Waits for the guest's answer, two seconds at most.
   *
   * @param port from 0 to 2^32 - 2
   * @throws ConnectFailedException with the reason
   */
  public VsockConnection connect(long cid, long port) throws IOException, InterruptedException {
    var guest = guests.get(cid);
    if (guest == null) {
      throw new ConnectFailedException(
          Reason.NO_SUCH_GUEST, "No guest of this environment has the CID " + cid);
    }
    var pair = SessionPair.open();
    var wire = new Wire(pair.fd());
    try {
      var local = guest.callFromHost(port, wire).get();
      return new VsockConnection(local, new VsockAddress(cid, port), pair.channel(), wire.fate());
    } catch (ExecutionException e) {
      pair.channel().close();
      throw failure(e);
    } catch (InterruptedException e) {
      pair.channel().close();
      throw e;
    }
  }

  private static IOException failure(ExecutionException e) {
    return e.getCause() instanceof ConnectFailedException why
        ? new ConnectFailedException(why.reason(), why.getMessage())
        : new IOException(e.getCause());
  }

  /**
   * Takes the connections that guests make to a port of the host.
   *
   * @param backlog how many may wait to be accepted; those that follow are refused
   * @throws PortTakenException if somebody does so already
   */
  public VsockListener listen(long port, int backlog) throws PortTakenException {
    return new VsockListener(ports, port, backlog);
  }

  /**
   * Has a process of this node take them, which listens at a Unix socket.
   *
   * @return to be closed when it shall no more
   * @throws PortTakenException if somebody does so already
   */
  public Closeable publish(long port, Path socket) throws PortTakenException {
    var holder = new HostPorts.Published(socket);
    ports.hold(port, holder);
    return () -> ports.release(port, holder);
  }

  private Optional<Router.Route> route(VsockAddress from, VsockAddress to) {
    return to.cid() == VsockAddress.HOST
        ? ports.route(from, to.port())
        : Optional.ofNullable(guests.get(to.cid())).flatMap(guest -> toGuest(from, guest, to));
  }

  private static Optional<Router.Route> toGuest(
      VsockAddress from, GuestDevice guest, VsockAddress to) {
    try {
      var pair = UnixSockets.Pair.open();
      // Shared, so that a reset on one side is one on the other.
      var wire = new Wire(pair.first());
      var far = new Wire(pair.second(), wire.fate());
      return Optional.of(new Router.Route(wire, guest.callFromGuest(from, to.port(), far)));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Takes the devices from all guests. */
  @Override
  public synchronized void close() {
    for (var cid : guests.keySet()) {
      detach(cid);
    }
  }
}
