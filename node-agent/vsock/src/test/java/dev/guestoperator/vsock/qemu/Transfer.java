package dev.guestoperator.vsock.qemu;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ByteChannel;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What port 10 of {@code vsock-peer} is asked for: to take bytes, whose checksum it tells, and to
 * send bytes at the same time. Nothing of it depends on the end of a stream.
 *
 * @param write bytes of each write, on both ends
 */
public record Transfer(int toGuest, int toHost, int write, Reader guest, Reader host) {
  public static final int PORT = 10;

  /** Closes the channel if it is not over in time. */
  public Outcome run(ByteChannel channel, Duration limit) throws IOException, InterruptedException {
    var work = start(() -> exchange(channel, new Content(Math.max(write, host.bytes()))));
    try {
      return work.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      channel.close();
      return new Outcome.Stalled();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException broken) {
        return new Outcome.CutOff(broken.toString());
      }
      throw new IllegalStateException(e);
    }
  }

  private Outcome exchange(ByteChannel channel, Content content) throws Exception {
    writeAll(channel, job());
    var go = read(channel, ByteBuffer.allocate(1));
    var start = System.nanoTime();
    writeAll(channel, go);
    var giving = start(() -> give(channel, content));
    if (!take(channel, content)) {
      return new Outcome.DataLost();
    }
    var sum = read(channel, ByteBuffer.allocate(2 * Long.BYTES));
    var nanos = System.nanoTime() - start;
    giving.get();
    return content.sum(toGuest).equals(new Content.Sum(sum.getLong(), sum.getLong()))
        ? new Outcome.Done(nanos)
        : new Outcome.DataLost();
  }

  private ByteBuffer job() {
    return ByteBuffer.allocate(5 * Integer.BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(toGuest)
        .putInt(toHost)
        .putInt(write)
        .putInt(guest.bytes())
        .putInt(guest.rest())
        .flip();
  }

  private Void give(ByteChannel channel, Content content) throws IOException {
    for (int at = 0, length; at < toGuest; at += length) {
      length = Math.min(write, toGuest - at);
      writeAll(channel, content.at(at, length));
    }
    return null;
  }

  /** Whether what came was right. */
  private boolean take(ByteChannel channel, Content content) throws IOException {
    var buffer = ByteBuffer.allocateDirect(host.bytes());
    for (var at = 0; at < toHost; at += buffer.limit()) {
      buffer.clear().limit(Math.min(host.bytes(), toHost - at));
      receive(channel, buffer);
      if (!buffer.flip().equals(content.at(at, buffer.limit()))) {
        return false;
      }
      host.pause();
    }
    return true;
  }

  private static ByteBuffer read(ByteChannel channel, ByteBuffer whole) throws IOException {
    while (whole.hasRemaining()) {
      receive(channel, whole);
    }
    return whole.flip().order(ByteOrder.LITTLE_ENDIAN);
  }

  private static void receive(ByteChannel channel, ByteBuffer into) throws IOException {
    if (channel.read(into) < 0) {
      throw new EOFException("the guest has hung up");
    }
  }

  private static void writeAll(ByteChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private static <T> FutureTask<T> start(Callable<T> task) {
    var work = new FutureTask<>(task);
    Thread.ofPlatform().daemon().start(work);
    return work;
  }
}
