package dev.guestoperator.agent.interrupt;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Raises a line for each event of the UIO device of a name, for as long as it is open. A device
 * that is not there, or goes, is looked for again.
 */
final class UioSource implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(UioSource.class);
  private static final Duration PAUSE = Duration.ofSeconds(5);

  /** Opens a device by the name that its driver calls it. */
  interface Opener {
    UioDevice open(String name) throws IOException;
  }

  private final String name;
  private final InterruptLine line;
  private final Opener opener;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;
  private volatile String lastProblem = "";

  private UioSource(String name, InterruptLine line, Opener opener) {
    this.name = name;
    this.line = line;
    this.opener = opener;
    // A thread of the platform, because the read of a device holds on to its carrier.
    thread = Thread.ofPlatform().daemon().name("uio-" + name).unstarted(this::run);
  }

  static UioSource start(String name, InterruptLine line, Opener opener) {
    var source = new UioSource(name, line, opener);
    source.thread.start();
    return source;
  }

  /** Ends it within a moment; an interrupt that is being raised may still arrive. */
  @Override
  public void close() {
    closed.countDown();
    thread.interrupt();
  }

  private void run() {
    try {
      do {
        deliver();
      } while (!closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException stopping) {
      LOG.debugf("UIO device %s is left alone", name);
    }
  }

  private void deliver() throws InterruptedException {
    try (var device = opener.open(name)) {
      lastProblem = "";
      new UioEvents(device, line).deliver();
    } catch (IOException failed) {
      if (closed.getCount() > 0 && !lastProblem.equals(failed.toString())) {
        lastProblem = failed.toString();
        LOG.warnf("UIO device %s raises no interrupts, tried again: %s", name, failed);
      }
    }
  }
}
