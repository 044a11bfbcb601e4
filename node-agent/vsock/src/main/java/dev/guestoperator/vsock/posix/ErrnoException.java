package dev.guestoperator.vsock.posix;

import java.io.IOException;

/** A call of libc failed. */
public final class ErrnoException extends IOException {
  private final int errno;

  public ErrnoException(String call, int errno) {
    super(call + " failed with errno " + errno);
    this.errno = errno;
  }

  /** See errno(3). */
  public int errno() {
    return errno;
  }
}
