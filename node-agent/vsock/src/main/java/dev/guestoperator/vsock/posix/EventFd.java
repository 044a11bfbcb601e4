package dev.guestoperator.vsock.posix;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** An eventfd(2). Edge-triggered waiting needs no reading of it. */
public record EventFd(int fd) implements AutoCloseable {
  private static final MemorySegment ONE = Arena.global().allocateFrom(JAVA_LONG, 1);

  public static EventFd open() throws ErrnoException {
    return new EventFd((int) Libc.check("eventfd", Libc.eventfd()));
  }

  /** From any thread. A counter that is full wakes too, so EAGAIN is as good. */
  public void signal() {
    Libc.write(fd, ONE);
  }

  @Override
  public void close() {
    Libc.close(fd);
  }
}
