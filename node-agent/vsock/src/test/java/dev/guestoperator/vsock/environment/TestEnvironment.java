package dev.guestoperator.vsock.environment;

import dev.guestoperator.vsock.device.DeviceSockets;
import dev.guestoperator.vsock.device.DeviceStatus;
import dev.guestoperator.vsock.device.GuestDevice;
import dev.guestoperator.vsock.guest.RawGuest;
import dev.guestoperator.vsock.socket.ConnectionKey;
import dev.guestoperator.vsock.socket.Operation;
import dev.guestoperator.vsock.socket.PacketHeader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;

/** A switch with devices in a directory of its own. */
final class TestEnvironment implements AutoCloseable {
  static final int PLENTY = 1 << 18;

  private final EnvironmentSwitch switch_ = new EnvironmentSwitch();
  private final Path directory;
  private final List<DeviceStatus> statuses = Collections.synchronizedList(new ArrayList<>());
  private final List<RawGuest> guests = new ArrayList<>();

  TestEnvironment(Path directory) {
    this.directory = directory;
  }

  EnvironmentSwitch network() {
    return switch_;
  }

  List<DeviceStatus> statuses() {
    return List.copyOf(statuses);
  }

  Path frontEnd(long cid) {
    return directory.resolve(cid + ".sock");
  }

  Path tools(long cid) {
    return directory.resolve(cid + ".vsock");
  }

  GuestDevice attach(long cid) throws Exception {
    var user = (int) Files.getAttribute(directory, "unix:uid");
    var sockets = new DeviceSockets(frontEnd(cid), user, Optional.of(tools(cid)));
    return switch_.attach(cid, sockets, statuses::add);
  }

  /** A device with a guest whose driver is up. */
  RawGuest guest(long cid) throws Exception {
    attach(cid);
    return boot(cid);
  }

  RawGuest boot(long cid) throws IOException {
    var guest = RawGuest.start(frontEnd(cid));
    guests.add(guest);
    return guest;
  }

  void awaitStatus(DeviceStatus status) {
    Awaitility.await().until(() -> !statuses.isEmpty() && statuses.getLast().equals(status));
  }

  /** Waits until the guest lost its device, and says why. */
  String awaitLoss() {
    Awaitility.await().until(() -> statuses.stream().anyMatch(DeviceStatus.Lost.class::isInstance));
    return statuses().stream()
        .flatMap(
            status ->
                status instanceof DeviceStatus.Lost(var reason)
                    ? java.util.stream.Stream.of(reason)
                    : java.util.stream.Stream.empty())
        .findFirst()
        .orElseThrow();
  }

  /** A packet of a guest for a connection, with credit for {@link #PLENTY}. */
  static PacketHeader packet(
      long cid, ConnectionKey key, Operation operation, int length, int flags) {
    return new PacketHeader(
        cid,
        key.peerCid(),
        key.guestPort(),
        key.peerPort(),
        length,
        PacketHeader.STREAM,
        operation,
        flags,
        PLENTY,
        0);
  }

  @Override
  public void close() {
    switch_.close();
    guests.forEach(RawGuest::close);
  }
}
