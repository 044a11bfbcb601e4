package dev.guestoperator.agent.vsock;

import dev.guestoperator.vsock.environment.VsockConnection;
import dev.guestoperator.vsock.environment.VsockListener;
import java.io.IOException;

/** A port of the host in an environment, held until it is closed. */
public final class HostPort implements AutoCloseable {
  private final VsockListener listener;
  private final Runnable released;
  private boolean closed;

  HostPort(VsockListener listener, Runnable released) {
    this.listener = listener;
    this.released = released;
  }

  /**
   * Waits for the first guest that connects, and serves no other one.
   *
   * @throws java.nio.channels.ClosedChannelException when this is closed meanwhile
   */
  public VsockConnection acceptOne() throws IOException, InterruptedException {
    try (this) {
      return listener.accept();
    }
  }

  @Override
  public synchronized void close() throws IOException {
    if (!closed) {
      closed = true;
      listener.close();
      released.run();
    }
  }
}
