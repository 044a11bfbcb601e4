package dev.guestoperator.vsock.benchmark;

import dev.guestoperator.vsock.qemu.QemuGuest;
import dev.guestoperator.vsock.socket.VsockAddress;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A process with the device of the guest, which the host reaches by a Unix socket of it. */
abstract sealed class Backend implements AutoCloseable permits OurBackend, PeerBackend {
  private final String name;
  private final Path directory;

  Backend(String name, Path directory) throws IOException {
    this.name = name;
    this.directory = Files.createDirectories(directory);
  }

  static Path frontEnd(Path directory, long cid) {
    return directory.resolve(cid + ".sock");
  }

  static Path tools(Path directory, long cid) {
    return directory.resolve(cid + ".vsock");
  }

  String name() {
    return name;
  }

  Path directory() {
    return directory;
  }

  Path frontEnd() {
    return frontEnd(directory, VsockAddress.FIRST_GUEST);
  }

  Path tools() {
    return tools(directory, VsockAddress.FIRST_GUEST);
  }

  /** Becomes able to take a QEMU, whatever happened before. */
  abstract void prepare() throws IOException;

  abstract ProcessUsage usage();

  /** Becomes the guest's device, and waits until the guest's driver is up. */
  void plugInto(QemuGuest guest) throws IOException {
    prepare();
    guest.plug(frontEnd());
    ToolsClient.awaitDriver(tools());
  }

  /** Connects to a port of the guest; empty if that does not work. */
  Optional<SocketChannel> connect(long port) throws IOException {
    return ToolsClient.connect(tools(), port);
  }

  @Override
  public abstract void close();
}
