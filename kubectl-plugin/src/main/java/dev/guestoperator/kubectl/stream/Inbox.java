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
    var bytes = new byte[part.remaining()];
    part.get(bytes);
    var current = channel;
    if (current.isPresent()) {
      take(current.get(), bytes);
    }
    if (last) {
      channel = Optional.empty();
      untagged = true;
    }
    return last && current.equals(Optional.of(Channel.ERROR))
        ? Optional.of(FinalStatus.end(status.toString(StandardCharsets.UTF_8)))
        : Optional.empty();
  }

  private void take(Channel channel, byte[] bytes) throws IOException {
    switch (channel) {
      case STDOUT -> write(out, bytes);
      case STDERR -> write(err, bytes);
      case ERROR -> status.write(bytes, 0, Math.min(bytes.length, STATUS_LIMIT - status.size()));
      // Nothing of the guest's: a server may announce the end of a channel, and nothing else.
      case STDIN, RESIZE, CLOSE -> {}
    }
  }

  private static void write(OutputStream stream, byte[] bytes) throws IOException {
    stream.write(bytes);
    stream.flush();
  }
}
