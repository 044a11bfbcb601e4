package dev.guestoperator.vsock.device;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;

/** A piece of memory for bytes that wait for a slow host, filled from its start to its end. */
final class Chunk {
  static final int SIZE = 16 << 10;

  private final Arena arena = Arena.ofConfined();
  private final MemorySegment memory = arena.allocate(SIZE);
  private int start;
  private int end;

  int room() {
    return SIZE - end;
  }

  void append(MemorySegment bytes) {
    MemorySegment.copy(bytes, 0, memory, end, bytes.byteSize());
    end += (int) bytes.byteSize();
  }

  MemorySegment content() {
    return memory.asSlice(start, end - start);
  }

  /** Forgets the first bytes of the content. */
  void drop(int bytes) {
    start += bytes;
  }

  /** Keeps a few chunks for their next use. */
  static final class Pool implements AutoCloseable {
    private static final int KEPT = 16;

    private final Deque<Chunk> free = new ArrayDeque<>();

    Chunk take() {
      return free.isEmpty() ? new Chunk() : free.pop();
    }

    void giveBack(Chunk chunk) {
      if (free.size() == KEPT) {
        chunk.arena.close();
        return;
      }
      chunk.start = 0;
      chunk.end = 0;
      free.push(chunk);
    }

    @Override
    public void close() {
      free.forEach(chunk -> chunk.arena.close());
      free.clear();
    }
  }
}
