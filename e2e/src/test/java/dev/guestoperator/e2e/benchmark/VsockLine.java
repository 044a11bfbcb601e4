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

  /** The same by a port-forward, which serves many connections and so is warm after some. */
  static VsockLine throughTheForwarder(Path socket) throws IOException {
    return of(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
  }

  /** As a tool of the node has it, by the guest's Unix socket. */
  static VsockLine onTheNode(Path socket, int port) throws IOException {
    var line = of(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
    line.out().write("CONNECT %d\n".formatted(port).getBytes(StandardCharsets.US_ASCII));
    for (int read = line.in().read(); read != '\n'; read = line.in().read()) {
      if (read < 0) {
        throw new IOException("the guest does not listen at port " + port);
      }
    }
    return line;
  }

  private static VsockLine of(SocketChannel channel) {
    return new VsockLine(
        Channels.newInputStream(channel), Channels.newOutputStream(channel), channel::close);
  }

  @Override
  public void close() throws IOException {
    end.close();
  }
}
