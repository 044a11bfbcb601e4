package dev.guestoperator.agent.vmm.qemu;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.Closeable;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.UserPrincipal;
import jdk.net.ExtendedSocketOptions;
import org.jboss.logging.Logger;

/** Where the QEMU of one machine, and nobody else, dials in. */
final class QemuListener implements Closeable {
  private static final Logger LOG = Logger.getLogger(QemuListener.class);

  private final Path path;
  private final ServerSocketChannel server;
  private final UserPrincipal user;

  private QemuListener(Path path, ServerSocketChannel server, UserPrincipal user) {
    this.path = path;
    this.server = server;
    this.user = user;
  }

  /** Replaces whatever is at the socket's path. */
  static QemuListener bind(Path directory, String socket, int user) throws IOException {
    var path = directory.resolve(socket);
    // A socket's name has at most 107 bytes (unix(7)), so it is made outside the long name of the
    // directory and moved; QEMU dials it from inside.
    var made = directory.resolveSibling("." + Integer.toHexString(path.hashCode()));
    Files.deleteIfExists(made);
    var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      server.bind(UnixDomainSocketAddress.of(made));
      MachineDirectory.give(made, user);
      Files.move(made, path, StandardCopyOption.ATOMIC_MOVE);
      return new QemuListener(path, server, Files.getOwner(path, NOFOLLOW_LINKS));
    } catch (IOException e) {
      server.close();
      throw e;
    }
  }

  /**
   * Waits for QEMU.
   *
   * @throws java.nio.channels.ClosedChannelException when this is closed meanwhile
   */
  SocketChannel accept() throws IOException {
    while (true) {
      var peer = server.accept();
      var credentials = peer.getOption(ExtendedSocketOptions.SO_PEERCRED);
      if (credentials.user().equals(user)) {
        return peer;
      }
      LOG.warnf("%s: refused user %s", path, credentials.user().getName());
      peer.close();
    }
  }

  /** Leaves the socket's file: by then it may be another's. */
  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      LOG.warnf("%s: %s", path, e.getMessage());
    }
  }
}
