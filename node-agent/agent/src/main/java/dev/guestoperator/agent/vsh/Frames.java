package dev.guestoperator.agent.vsh;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;

/** Frames on a connection, whatever the pieces that it delivers them in. */
record Frames(InputStream in, OutputStream out) {
  /** Of the message in a frame, in bytes. */
  static final int BODY_LIMIT = 4096;

  private static final int HEADER = Integer.BYTES;

  /**
   * The next message, or none at the end of the connection.
   *
   * @throws ProtocolException if it is too long
   * @throws IOException if the connection breaks, be it within a frame
   */
  Optional<byte[]> read() throws IOException {
    var header = in.readNBytes(HEADER);
    if (header.length == 0) {
      return Optional.empty();
    }
    var length = littleEndian(complete(header, HEADER)).getInt();
    if (length < 0 || length > BODY_LIMIT) {
      throw new ProtocolException("a frame is too long for vsh");
    }
    return Optional.of(complete(in.readNBytes(length), length));
  }

  /** Whether something has come that was not read yet. */
  boolean hasMore() throws IOException {
    return in.available() > 0;
  }

  /** Sends messages in one write. */
  void write(List<byte[]> bodies) throws IOException {
    var length = bodies.stream().mapToInt(body -> HEADER + body.length).sum();
    var frames = littleEndian(new byte[length]);
    bodies.forEach(body -> frames.putInt(body.length).put(body));
    out.write(frames.array());
    out.flush();
  }

  private static byte[] complete(byte[] bytes, int length) throws IOException {
    if (bytes.length < length) {
      throw new IOException("the connection ended within a frame");
    }
    return bytes;
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
