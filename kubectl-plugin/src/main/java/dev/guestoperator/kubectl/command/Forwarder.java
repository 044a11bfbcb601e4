package dev.guestoperator.kubectl.command;

import dev.guestoperator.kubectl.config.Problem;
import dev.guestoperator.kubectl.terminal.AtExit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.Semaphore;

/** Takes connections to one local address, as long as there is room for them. */
final class Forwarder implements Runnable, AutoCloseable {
  private final ServerSocketChannel server;
  private final SocketAddress address;
  private final Relay relay;
  private final Semaphore room;
  private final AtExit cleanUp;

  private Forwarder(ServerSocketChannel server, Relay relay, Semaphore room) throws IOException {
    this.server = server;
    this.address = server.getLocalAddress();
    this.relay = relay;
    this.room = room;
    this.cleanUp = new AtExit(this::remove);
  }

  /**
   * @param room shared by all; a connection beyond waits in the system's queue
   * @throws Problem if nobody can listen there
   */
  static Forwarder listen(SocketAddress address, Relay relay, Semaphore room) {
    try {
      var server =
          switch (address) {
            case UnixDomainSocketAddress unix -> bindForUserOnly(unix);
            default -> ServerSocketChannel.open().bind(address);
          };
      return new Forwarder(server, relay, room);
    } catch (IOException e) {
      throw new Problem("cannot listen on %s: %s".formatted(text(address), e.getMessage()), e);
    }
  }

  /** Whoever can open the socket is in the guest with this user's rights. */
  private static ServerSocketChannel bindForUserOnly(UnixDomainSocketAddress address)
      throws IOException {
    var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(address);
    Files.setPosixFilePermissions(address.getPath(), PosixFilePermissions.fromString("rw-------"));
    return server;
  }

  String describe() {
    return "Forwarding from %s -> %d".formatted(text(address), relay.request().port());
  }

  @Override
  public void run() {
    try {
      while (true) {
        room.acquire();
        var client = server.accept();
        Thread.ofVirtual().start(() -> relay.serve(client, room));
      }
    } catch (ClosedChannelException | InterruptedException over) {
      // Nobody is to be served any more.
    } catch (IOException e) {
      relay.report("no more connections can be taken: " + e.getMessage());
    }
  }

  @Override
  public void close() {
    cleanUp.close();
  }

  private void remove() {
    try {
      server.close();
      if (address instanceof UnixDomainSocketAddress unix) {
        Files.deleteIfExists(unix.getPath());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(SocketAddress address) {
    return switch (address) {
      case UnixDomainSocketAddress unix -> unix.getPath().toString();
      default -> address.toString().replaceFirst("^.*/", "");
    };
  }
}
