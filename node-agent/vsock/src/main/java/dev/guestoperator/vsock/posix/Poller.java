package dev.guestoperator.vsock.posix;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;

/**
 * Waits for many descriptors, edge-triggered: each event is told once, so a handler remembers what
 * it was told until a call says EAGAIN. For one thread.
 */
public final class Poller implements AutoCloseable {
  public static final int IN = 1;
  public static final int OUT = 4;
  public static final int HANGUP = 0x10;
  public static final int PEER_HALF_CLOSED = 0x2000;

  private static final int EDGE = 1 << 31;
  private static final int BATCH = 64;
  private static final int MILLISECOND = 1_000_000;
  // struct epoll_event is packed on x86-64, and only there.
  private static final boolean PACKED = "amd64".equals(System.getProperty("os.arch"));
  private static final int EVENT = PACKED ? 12 : 16;
  private static final int DATA = PACKED ? 4 : 8;
  private static final int POLLFD = 8;
  private static final int POLLFD_EVENTS = 4;
  private static final int TIMESPEC = 16;
  private static final int NANOSECONDS = 8;

  private final int epoll;
  private final MemorySegment events;
  private final MemorySegment event;
  private final MemorySegment itself;
  private final MemorySegment timeout;
  // By number and not by descriptor: an event of a closed one must not reach its successor.
  private final Map<Long, Handler> handlers = new HashMap<>();
  private long last;

  /** What {@link #add} returned, to be given back to {@link #remove}. */
  public record Registration(int fd, long number) {}

  public Poller(Arena arena) throws ErrnoException {
    events = arena.allocate((long) BATCH * EVENT, 8);
    event = arena.allocate(EVENT, 8);
    timeout = arena.allocate(TIMESPEC, 8);
    epoll = (int) Libc.check("epoll_create1", Libc.epollCreate());
    itself = arena.allocate(POLLFD, 4);
    itself.set(JAVA_INT, 0, epoll);
    itself.set(JAVA_SHORT, POLLFD_EVENTS, (short) IN);
  }

  public Registration add(int fd, int interest, Handler handler) throws ErrnoException {
    var number = ++last;
    event.set(JAVA_INT, 0, interest | EDGE);
    event.set(JAVA_LONG_UNALIGNED, DATA, number);
    Libc.check("epoll_ctl", Libc.epollCtl(epoll, Libc.EPOLL_CTL_ADD, fd, event));
    handlers.put(number, handler);
    return new Registration(fd, number);
  }

  /** Before the descriptor is closed; nothing is told of it any more. */
  public void remove(Registration registration) {
    if (handlers.remove(registration.number()) != null) {
      Libc.epollCtl(epoll, Libc.EPOLL_CTL_DEL, registration.fd(), event);
    }
  }

  /**
   * Calls the handlers of what is ready.
   *
   * @param nanos how long to wait for the first; 0 not at all, -1 for ever
   */
  public void poll(long nanos) throws ErrnoException {
    if (nanos <= 0) {
      handle((int) nanos);
    } else if (nanos >= MILLISECOND) {
      handle((int) Math.min(nanos / MILLISECOND + 1, Integer.MAX_VALUE));
    } else if (isReadyWithin(nanos)) {
      handle(0);
    }
  }

  /** epoll_wait counts milliseconds only, and epoll_pwait2 is too new for some C libraries. */
  private boolean isReadyWithin(long nanos) throws ErrnoException {
    timeout.set(JAVA_LONG, NANOSECONDS, nanos);
    var count = Libc.ppoll(itself, timeout);
    return count != -Libc.EINTR && Libc.check("ppoll", count) > 0;
  }

  private void handle(int milliseconds) throws ErrnoException {
    var count = Libc.epollWait(epoll, events, BATCH, milliseconds);
    if (count == -Libc.EINTR) {
      return;
    }
    Libc.check("epoll_wait", count);
    for (var i = 0; i < count; i++) {
      var at = (long) i * EVENT;
      var handler = handlers.get(events.get(JAVA_LONG_UNALIGNED, at + DATA));
      if (handler != null) {
        handler.ready(events.get(JAVA_INT, at));
      }
    }
  }

  @Override
  public void close() {
    handlers.clear();
    Libc.close(epoll);
  }
}
