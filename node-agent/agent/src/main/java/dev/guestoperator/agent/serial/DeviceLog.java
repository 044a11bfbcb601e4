package dev.guestoperator.agent.serial;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The log that a machine appends to. Offsets count from its first byte ever and never move; of a
 * log longer than the limit the oldest bytes are given back to the disk as a hole at its head.
 */
final class DeviceLog {
  private static final int BLOCK = 4096;
  private static final int SEARCH_BYTES = 64 * 1024;

  private final Path path;
  private final long limit;
  private long start = -1;

  /**
   * @param limit of the bytes kept
   */
  DeviceLog(Path path, long limit) {
    this.path = path;
    this.limit = Math.max(limit, 2 * BLOCK);
  }

  /** Never follows a link. */
  FileChannel open() throws IOException {
    return FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
  }

  /** The offset after the last byte; 0 if the machine was never started. */
  long end() throws IOException {
    try {
      return Files.size(path);
    } catch (NoSuchFileException neverStarted) {
      return 0;
    }
  }

  /** The offset of the oldest byte kept. */
  synchronized long start() throws IOException {
    if (start < 0) {
      start = findStart();
    }
    return Math.min(start, end());
  }

  private long findStart() throws IOException {
    try (var file = Posix.Descriptor.open(path)) {
      return file.firstData();
    } catch (Posix.ErrnoException failed) {
      return switch (failed.errno()) {
        case Posix.ENOENT, Posix.ENXIO -> 0;
        default -> throw failed;
      };
    }
  }

  /** Keeps the log within its limit, with some distance, so that this is not done for each byte. */
  synchronized void trim() throws IOException {
    var end = end();
    if (end - start() <= limit) {
      return;
    }
    var keep = limit - limit / 8;
    var head = (end - keep) / BLOCK * BLOCK;
    try (var file = Posix.Descriptor.open(path)) {
      file.punchHead(head);
    }
    start = head;
  }

  /** The offset where the last lines begin; a last line without an end counts as one. */
  long tail(int lines) throws IOException {
    if (lines <= 0 || end() == 0) {
      return end();
    }
    try (var channel = open()) {
      return tail(channel, lines, start());
    }
  }

  private static long tail(FileChannel channel, int lines, long oldest) throws IOException {
    var end = channel.size();
    var block = ByteBuffer.allocate(SEARCH_BYTES);
    var ends = 0;
    for (var from = end; from > oldest; ) {
      var to = from;
      from = Math.max(oldest, to - SEARCH_BYTES);
      block.clear().limit((int) (to - from));
      channel.read(block, from);
      for (var i = block.position() - 1; i >= 0; i--) {
        if (block.get(i) == '\n' && from + i < end - 1 && ++ends == lines) {
          return from + i + 1;
        }
      }
    }
    return oldest;
  }
}
