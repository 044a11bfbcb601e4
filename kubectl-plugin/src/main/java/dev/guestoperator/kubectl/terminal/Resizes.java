package dev.guestoperator.kubectl.terminal;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.concurrent.Semaphore;

/**
 * Tells of the size of a terminal's window: once at first, and then after each SIGWINCH. While the
 * listener is busy, several changes are told as one.
 */
public final class Resizes {
  private static final String WINDOW_CHANGE = "WINCH";

  /** Takes sizes until it fails. */
  public interface Listener {
    void resized(WindowSize size) throws IOException;
  }

  private final Semaphore changed = new Semaphore(1);

  private Resizes() {}

  /** Calls the listener from a thread of its own until it fails, which is how a session ends. */
  public static void of(Terminal terminal, Listener listener) {
    var resizes = new Resizes();
    resizes.handleSignal();
    Thread.ofPlatform().daemon().name("resize").start(() -> resizes.tell(terminal, listener));
  }

  private void tell(Terminal terminal, Listener listener) {
    try {
      while (true) {
        changed.acquire();
        changed.drainPermits();
        listener.resized(terminal.size());
      }
    } catch (IOException | InterruptedException over) {
      // Nobody is left to be told.
    }
  }

  /** By reflection, for javac warns of sun.misc.Signal and nothing can be said against that. */
  private void handleSignal() {
    try {
      var signal = Class.forName("sun.misc.Signal");
      var handler = Class.forName("sun.misc.SignalHandler");
      var release =
          Proxy.newProxyInstance(
              Resizes.class.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, arguments) -> {
                changed.release();
                return null;
              });
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance(WINDOW_CHANGE), release);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError("sun.misc.Signal is part of every JDK", e);
    }
  }
}
