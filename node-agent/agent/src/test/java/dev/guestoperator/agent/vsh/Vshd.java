package dev.guestoperator.agent.vsh;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** The real vshd, listening on a Unix socket. */
record Vshd(Process process, Path socket) implements AutoCloseable {
  private static final Path BUILD = Path.of("..", "..", "guest-packages", "vshd", "build");

  static Vshd start(Path directory) throws Exception {
    var program = directory.resolve("vshd");
    var build = new ProcessBuilder(BUILD.toString(), program.toString()).inheritIO().start();
    assertEquals(0, build.waitFor(), "vshd does not compile");
    var socket = directory.resolve("socket");
    var process =
        new ProcessBuilder(program.toString(), "--listen_unix=" + socket).inheritIO().start();
    await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(socket));
    return new Vshd(process, socket);
  }

  /** A connection, which the test closes, and a session over it. */
  record Session(SocketChannel connection, VshClient client) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      connection.close();
    }
  }

  Session open(SetupRequest request) throws IOException {
    // The socket is there a moment before it listens.
    var connection =
        await()
            .atMost(Duration.ofSeconds(30))
            .ignoreExceptions()
            .until(
                () -> SocketChannel.open(UnixDomainSocketAddress.of(socket)),
                SocketChannel::isConnected);
    var in = Channels.newInputStream(connection);
    var out = Channels.newOutputStream(connection);
    return new Session(connection, VshClient.open(in, out, request));
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}
