package dev.guestoperator.vsock.environment;

import dev.guestoperator.vsock.guest.GuestSocket;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.zip.CRC32C;

/** Sends and checks bytes that a seed tells. */
final class Streams {
  private Streams() {}

  /** Something that may fail. */
  interface Task<T> {
    T run() throws Exception;
  }

  /** Runs on a virtual thread. */
  static <T> CompletableFuture<T> start(Task<T> task) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return task.run();
          } catch (Exception e) {
            throw new CompletionException(e);
          }
        },
        Thread::startVirtualThread);
  }

  static byte[] bytes(long seed, int size) {
    var bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  static long checksum(byte[] bytes) {
    var sum = new CRC32C();
    sum.update(bytes);
    return sum.getValue();
  }

  static Void write(VsockConnection to, byte[] bytes, int chunk) throws Exception {
    for (var at = 0; at < bytes.length; at += chunk) {
      var buffer = ByteBuffer.wrap(bytes, at, Math.min(chunk, bytes.length - at));
      while (buffer.hasRemaining()) {
        to.write(buffer);
      }
    }
    to.shutdownOutput();
    return null;
  }

  static Void write(GuestSocket to, byte[] bytes, int chunk) throws Exception {
    try (var arena = Arena.ofShared()) {
      var all = arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
      for (var at = 0; at < bytes.length; at += chunk) {
        to.write(all.asSlice(at, Math.min(chunk, bytes.length - at)));
      }
    }
    to.shutdown(2);
    return null;
  }

  /** Reads to the end; the checksum of all, and how much it was. */
  static Sum read(VsockConnection from, Pace pace) throws Exception {
    var sum = new CRC32C();
    var count = 0L;
    var buffer = ByteBuffer.allocate(pace.chunk());
    while (from.read(buffer.clear()) >= 0) {
      count += buffer.position();
      sum.update(buffer.flip());
      pace.rest();
    }
    return new Sum(count, sum.getValue());
  }

  static Sum read(GuestSocket from, Pace pace) throws Exception {
    var sum = new CRC32C();
    var total = 0L;
    var buffer = new byte[pace.chunk()];
    for (var count = from.read(buffer); count >= 0; count = from.read(buffer)) {
      total += count;
      sum.update(buffer, 0, count);
      pace.rest();
    }
    return new Sum(total, sum.getValue());
  }

  record Sum(long bytes, long checksum) {
    static Sum of(byte[] bytes) {
      return new Sum(bytes.length, Streams.checksum(bytes));
    }
  }

  /** How somebody reads: the slow one yields to everybody else between small reads. */
  enum Pace {
    FAST(64 << 10),
    SLOW(1000);

    private final int chunk;

    Pace(int chunk) {
      this.chunk = chunk;
    }

    int chunk() {
      return chunk;
    }

    void rest() {
      if (this == SLOW) {
        java.util.concurrent.locks.LockSupport.parkNanos(20_000);
      }
    }
  }
}
