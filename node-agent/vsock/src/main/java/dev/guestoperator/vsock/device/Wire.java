package dev.guestoperator.vsock.device;

import dev.guestoperator.vsock.posix.Libc;

/**
 * The device's end of a connection.
 *
 * @param fd a stream socket that does not block
 * @param fate shared with the other end
 */
public record Wire(int fd, Fate fate) {
  public Wire(int fd) {
    this(fd, new Fate());
  }

  public void close() {
    Libc.close(fd);
  }
}
