package dev.guestoperator.agent.serial;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import org.jboss.logging.Logger;

/** Reads a log at its own pace; nobody waits for it. For one thread. */
public final class Viewer implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Viewer.class);

  private final Port port;
  private final DeviceLog log;
  private FileChannel file;
  private long position;

  Viewer(Port port, DeviceLog log, long position) {
    this.port = port;
    this.log = log;
    this.position = position;
  }

  /** What a viewer reads next. */
  public sealed interface Next {
    /** Bytes of the log, at least one. */
    record Output(byte[] bytes) implements Next {}

    /** Everything was read, and nothing comes any more. */
    record End(SessionEnd why) implements Next {}
  }

  /** Waits for more. */
  public Next next(int maximumBytes) throws IOException, InterruptedException {
    synchronized (port) {
      for (; ; port.wait()) {
        // Asked before reading: what the machine said last is read before the end is told.
        var end = port.end();
        var bytes = read(maximumBytes);
        if (bytes.length > 0) {
          return new Next.Output(bytes);
        }
        if (end != null) {
          return new Next.End(end);
        }
      }
    }
  }

  private byte[] read(int maximumBytes) throws IOException {
    var start = log.start();
    if (position < start) {
      return skip(start);
    }
    if (file == null && !open()) {
      return new byte[0];
    }
    var available = Math.clamp(file.size() - position, 0, maximumBytes);
    var bytes = new byte[available];
    var count = Math.max(0, file.read(ByteBuffer.wrap(bytes), position));
    position += count;
    return count == bytes.length ? bytes : Arrays.copyOf(bytes, count);
  }

  private byte[] skip(long start) {
    var lost = start - position;
    position = start;
    return "\r\n[%d bytes are no longer kept]\r\n".formatted(lost).getBytes(StandardCharsets.UTF_8);
  }

  private boolean open() throws IOException {
    try {
      file = log.open();
      return true;
    } catch (NoSuchFileException neverStarted) {
      return false;
    }
  }

  @Override
  public void close() {
    port.left();
    if (file != null) {
      try {
        file.close();
      } catch (IOException failed) {
        LOG.warnf("A log that was read is not closed: %s", failed);
      }
    }
  }
}
