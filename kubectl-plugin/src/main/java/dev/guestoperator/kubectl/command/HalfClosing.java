package dev.guestoperator.kubectl.command;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** The output of a socket; closing it ends this direction only. */
final class HalfClosing extends OutputStream {
  private final SocketChannel socket;

  HalfClosing(SocketChannel socket) {
    this.socket = socket;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b});
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    for (var rest = ByteBuffer.wrap(bytes, from, length); rest.hasRemaining(); ) {
      socket.write(rest);
    }
  }

  @Override
  public void close() throws IOException {
    socket.shutdownOutput();
  }
}
