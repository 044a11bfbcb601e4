package dev.guestoperator.kubectl.stream;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Sorts what arrives by channel. A message may come in parts, of which only the first is tagged.
 */
final class Inbox {
  private static final int STATUS_LIMIT = 64 * 1024;

  private final OutputStream out;
  private final OutputStream err;
  private final ByteArrayOutputStream status = new ByteArrayOutputStream();
  private Optional<Channel> channel = Optional.empty();
  private boolean untagged = true;
  private boolean output;

  Inbox(OutputStream out, OutputStream err) {
    this.out = out;
    this.err = err;
  }

  /** Takes a part of a message; what it returns is the end of the session, if that was it. */
  Optional<SessionEnd> accept(ByteBuffer part, boolean last) throws IOException {
    if (untagged && part.hasRemaining()) {
      channel = Channel.of(part.get());
      untagged = false;
    }
    var current = channel;
    if (current.isPresent()) {
      take(current.get(), part);
    }
    if (last) {
      channel = Optional.empty();
      untagged = true;
    }
    return last && current.equals(Optional.of(Channel.ERROR))
        ? Optional.of(FinalStatus.end(status.toString(StandardCharsets.UTF_8)))
        : Optional.empty();
  }

  /** Whether there was a message of output, even an empty one. */
  boolean hasOutput() {
    return output;
  }

  private void take(Channel channel, ByteBuffer part) throws IOException {
    switch (channel) {
      case STDOUT -> {
        output = true;
        write(out, part);
      }
      case STDERR -> write(err, part);
      case ERROR -> keep(part);
      case CLOSE -> end(part);
      // Not for a server to send.
      case STDIN, RESIZE -> {}
    }
  }

  private static void write(OutputStream stream, ByteBuffer part) throws IOException {
    if (part.hasArray()) {
      stream.write(part.array(), part.arrayOffset() + part.position(), part.remaining());
    } else {
      stream.write(bytes(part));
    }
    stream.flush();
  }

  private void keep(ByteBuffer part) {
    var bytes = bytes(part);
    status.write(bytes, 0, Math.min(bytes.length, STATUS_LIMIT - status.size()));
  }

  /** Output has ended, though the session goes on: whoever reads it shall know. */
  private void end(ByteBuffer part) throws IOException {
    if (!part.hasRemaining()) {
      return;
    }
    var ended = Channel.of(part.get());
    if (ended.equals(Optional.of(Channel.STDOUT))) {
      out.close();
    }
  }

  private static byte[] bytes(ByteBuffer part) {
    var bytes = new byte[part.remaining()];
    part.get(bytes);
    return bytes;
  }
}
