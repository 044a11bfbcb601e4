package dev.guestoperator.vsock.device;

import dev.guestoperator.vsock.posix.Libc;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The device's end of a connection.
 *
 * @param fd a stream socket that does not block
 * @param fate shared with the other end
 */
public record Wire(int fd, Fate fate) {
  private static final MemorySegment SINK = Arena.global().allocate(64 << 10);

  public Wire(int fd) {
    this(fd, new Fate());
  }

  /** Ends it in order: what came and nobody read would make the other end see a reset. */
  public void close() {
    Libc.shutdown(fd, Libc.SHUT_RDWR);
    while (Libc.recv(fd, SINK, 0) > 0) {
      // To nobody.
    }
    Libc.close(fd);
    fate.end();
  }
}
