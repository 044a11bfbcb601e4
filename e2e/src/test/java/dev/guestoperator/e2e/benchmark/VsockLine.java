package dev.guestoperator.e2e.benchmark;

import dev.guestoperator.e2e.Cluster;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A connection to a vsock port of a guest, and how to end it. */
record VsockLine(InputStream in, OutputStream out, Closeable end) implements Closeable {

  /** As a user has it: plug-in, API server, gateway, agent. */
  static VsockLine throughTheCluster(Cluster cluster, String guest, int port) {
    var socat = cluster.kubectl("guest", "socat", guest, Integer.toString(port)).start();
    return new VsockLine(
        socat.getInputStream(),
        socat.getOutputStream(),
        () -> {
          socat.destroy();
          socat.onExit().join();
        });
  }

  /** As a tool of the node has it, by the guest's Unix socket. */
  static VsockLine onTheNode(Path socket, int port) throws IOException {
    var channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
    var line =
        new VsockLine(
            Channels.newInputStream(channel), Channels.newOutputStream(channel), channel::close);
    line.out().write("CONNECT %d\n".formatted(port).getBytes(StandardCharsets.US_ASCII));
    for (int read = line.in().read(); read != '\n'; read = line.in().read()) {
      if (read < 0) {
        throw new IOException("the guest does not listen at port " + port);
      }
    }
    return line;
  }

  @Override
  public void close() throws IOException {
    end.close();
  }
}
