package dev.guestoperator.vsock.posix;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A connection between a {@link SocketChannel}, whose blocking calls suit virtual threads, and a
 * descriptor. Java can make no channel of a descriptor, so the channel dials it.
 *
 * @param channel blocking
 * @param fd non-blocking
 */
public record SessionPair(SocketChannel channel, int fd) {
  public static SessionPair open() throws IOException {
    synchronized (Exchange.class) {
      var exchange = Exchange.instance();
      var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
      try {
        channel.connect(exchange.address);
        return new SessionPair(channel, exchange.accept());
      } catch (IOException | RuntimeException e) {
        // Whoever still waits to be accepted must not become the next one's partner.
        exchange.close();
        channel.close();
        throw e;
      }
    }
  }

  /**
   * A listening socket without a name: only who has its descriptor can dial it, so whom it accepts
   * is whom this process has just connected.
   */
  private static final class Exchange {
    private static Exchange instance;

    private final int listener;
    private final int name;
    private final UnixDomainSocketAddress address;

    private Exchange(Path path) throws IOException {
      listener = UnixSockets.listen(path, 1);
      try (var arena = Arena.ofConfined()) {
        var flags = Libc.O_PATH | Libc.O_CLOEXEC;
        name = (int) Libc.check("open", Libc.open(arena.allocateFrom(path.toString()), flags));
        address = UnixDomainSocketAddress.of("/proc/self/fd/" + name);
      } catch (IOException e) {
        Libc.close(listener);
        throw e;
      }
    }

    int accept() throws IOException {
      var fd = UnixSockets.accept(listener);
      if (fd < 0) {
        throw new IOException("A connection within this process was not made");
      }
      return fd;
    }

    void close() {
      instance = null;
      Libc.close(listener);
      Libc.close(name);
    }

    static Exchange instance() throws IOException {
      if (instance == null) {
        var directory = Files.createTempDirectory("vsock");
        var path = directory.resolve("s");
        try {
          instance = new Exchange(path);
        } finally {
          Files.deleteIfExists(path);
          Files.delete(directory);
        }
      }
      return instance;
    }
  }
}
