package dev.guestoperator.kubectl.terminal;

import java.util.concurrent.atomic.AtomicBoolean;

/** Does something exactly once: when closed, or when a signal ends the process before that. */
public final class AtExit implements AutoCloseable {
  private final Runnable action;
  private final AtomicBoolean due = new AtomicBoolean(true);
  private final Thread hook = new Thread(this::once);

  public AtExit(Runnable action) {
    this.action = action;
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Nothing has to be done any more. */
  public void cancel() {
    due.set(false);
    unhook();
  }

  @Override
  public void close() {
    once();
    unhook();
  }

  // Both wait for the action: the process must not end while the other thread is at it.
  private synchronized void once() {
    if (due.getAndSet(false)) {
      action.run();
    }
  }

  private void unhook() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException shuttingDown) {
      // The hook runs or has run, and finds nothing left to do.
    }
  }
}
