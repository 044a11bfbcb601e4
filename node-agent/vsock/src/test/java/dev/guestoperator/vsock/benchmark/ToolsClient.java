package dev.guestoperator.vsock.benchmark;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;

/** Speaks {@code CONNECT port} with the Unix socket of a device. */
final class ToolsClient {
  /** At this port the guest hangs up at once. */
  static final int HANG_UP = 11;

  private static final Duration ANSWER = Duration.ofSeconds(2);

  private ToolsClient() {}

  static Optional<SocketChannel> connect(Path socket, long port) throws IOException {
    var channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
    channel.write(ByteBuffer.wrap(("CONNECT " + port + "\n").getBytes(US_ASCII)));
    if (firstLine(channel).startsWith("OK ")) {
      return Optional.of(channel);
    }
    channel.close();
    return Optional.empty();
  }

  private static String firstLine(SocketChannel channel) throws IOException {
    var line = new StringBuilder();
    var letter = ByteBuffer.allocate(1);
    while (channel.read(letter.clear()) == 1 && letter.get(0) != '\n') {
      line.append((char) letter.get(0));
    }
    return line.toString();
  }

  static void awaitDriver(Path socket) {
    // A client that comes too early may be held and forgotten.
    Awaitility.await()
        .ignoreExceptionsMatching(
            failure -> failure instanceof IOException || failure instanceof TimeoutException)
        .until(() -> Limit.within(ANSWER, () -> isUp(socket)));
  }

  private static boolean isUp(Path socket) throws IOException {
    if (!Files.exists(socket)) {
      return false;
    }
    var connection = connect(socket, HANG_UP);
    if (connection.isPresent()) {
      connection.get().close();
    }
    return connection.isPresent();
  }
}
