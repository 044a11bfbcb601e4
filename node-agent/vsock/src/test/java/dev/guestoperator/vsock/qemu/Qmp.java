package dev.guestoperator.vsock.qemu;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Tells a QEMU what to do. */
final class Qmp implements AutoCloseable {
  private final SocketChannel channel;
  private final BufferedReader lines;
  private final List<String> events = new ArrayList<>();

  Qmp(Path socket) throws IOException {
    channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
    lines = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
    readLine();
    execute("qmp_capabilities", "{}");
  }

  /**
   * @param arguments a JSON object, with ' for "
   */
  void execute(String command, String arguments) throws IOException {
    var line =
        "{'execute': '%s', 'arguments': %s}\n"
            .formatted(command, arguments.replace("\n", ""))
            .replace('\'', '"');
    channel.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
    var answer = readLine();
    for (; answer.contains("\"event\": "); answer = readLine()) {
      events.add(answer);
    }
    if (!answer.startsWith("{\"return\"")) {
      throw new IOException(command + ": " + answer);
    }
  }

  void awaitEvent(String name) throws IOException {
    var wanted = "\"event\": \"" + name + "\"";
    var seen = events.stream().anyMatch(event -> event.contains(wanted));
    while (!seen) {
      seen = readLine().contains(wanted);
    }
  }

  private String readLine() throws IOException {
    var line = lines.readLine();
    if (line == null) {
      throw new IOException("QEMU has ended");
    }
    return line;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
