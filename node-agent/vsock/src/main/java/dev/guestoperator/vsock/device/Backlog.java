package dev.guestoperator.vsock.device;

import dev.guestoperator.vsock.posix.IoVector;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;

/** What a guest sent and its host has not taken; the guest's credit bounds it. */
final class Backlog {
  private final Chunk.Pool pool;
  private final Deque<Chunk> chunks = new ArrayDeque<>(0);

  Backlog(Chunk.Pool pool) {
    this.pool = pool;
  }

  boolean isEmpty() {
    return chunks.isEmpty();
  }

  void append(MemorySegment bytes) {
    for (var at = 0L; at < bytes.byteSize(); ) {
      if (chunks.isEmpty() || chunks.getLast().room() == 0) {
        chunks.add(pool.take());
      }
      var chunk = chunks.getLast();
      var length = Math.min(chunk.room(), bytes.byteSize() - at);
      chunk.append(bytes.asSlice(at, length));
      at += length;
    }
  }

  void addTo(IoVector vector) {
    chunks.forEach(chunk -> vector.add(chunk.content()));
  }

  /** Forgets the first bytes. */
  void drop(long bytes) {
    for (var left = bytes; left > 0; ) {
      var chunk = chunks.getFirst();
      var length = Math.min(chunk.content().byteSize(), left);
      chunk.drop((int) length);
      left -= length;
      if (chunk.content().byteSize() == 0) {
        pool.giveBack(chunks.removeFirst());
      }
    }
  }

  void clear() {
    chunks.forEach(pool::giveBack);
    chunks.clear();
  }
}
