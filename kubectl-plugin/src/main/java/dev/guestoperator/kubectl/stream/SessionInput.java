package dev.guestoperator.kubectl.stream;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/**
 * The input of a session. A write returns when the network has taken it, and fails once the session
 * is over; closing tells the other side that no more comes, while its output goes on.
 */
final class SessionInput extends OutputStream {
  /** As much as client-go sends at a time; the gateway takes up to 64 KiB. */
  private static final int LIMIT = 32 * 1024;

  /** Sends one message, after those before. */
  interface Wire {
    void send(ByteBuffer message) throws IOException;
  }

  private final Wire wire;

  SessionInput(Wire wire) {
    this.wire = wire;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b});
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    for (int sent = 0; sent < length; ) {
      int size = Math.min(length - sent, LIMIT);
      var message = ByteBuffer.allocate(size + 1).put(Channel.STDIN.id);
      wire.send(message.put(bytes, from + sent, size).flip());
      sent += size;
    }
  }

  @Override
  public void close() throws IOException {
    wire.send(ByteBuffer.wrap(new byte[] {Channel.CLOSE.id, Channel.STDIN.id}));
  }
}
