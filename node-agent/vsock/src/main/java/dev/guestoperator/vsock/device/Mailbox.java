package dev.guestoperator.vsock.device;

import dev.guestoperator.vsock.posix.ErrnoException;
import dev.guestoperator.vsock.posix.EventFd;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What other threads want the device's thread to do. */
final class Mailbox {
  private final EventFd bell = EventFd.open();
  private final Queue<Runnable> letters = new ConcurrentLinkedQueue<>();
  private boolean closed;

  Mailbox() throws ErrnoException {}

  int fd() {
    return bell.fd();
  }

  /**
   * From any thread.
   *
   * @return false if nobody reads it any more
   */
  synchronized boolean post(Runnable action) {
    if (closed) {
      return false;
    }
    letters.add(action);
    bell.signal();
    return true;
  }

  void run() {
    for (var letter = letters.poll(); letter != null; letter = letters.poll()) {
      letter.run();
    }
  }

  /** Takes no more letters; runs those that are there. */
  void close() {
    synchronized (this) {
      closed = true;
      // Not before: a later signal would go to whatever gets the descriptor next.
      bell.close();
    }
    run();
  }
}
