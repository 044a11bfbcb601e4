package dev.guestoperator.agent.serial;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jboss.logging.Logger;

/** A device of a guest that people watch and type on; it outlives the guest's machines. */
public final class Port {
  private static final Logger LOG = Logger.getLogger(Port.class);
  private static final int MAXIMUM_VIEWERS = 100;

  private final DeviceLog log;
  private final BootMarks marks;
  private final Typist typist;
  private int viewers;
  private SessionEnd end;

  /**
   * @param name of the device; its files in the directory begin with it
   */
  Port(Path directory, String name, long limit) {
    this.log = new DeviceLog(directory.resolve(name + ".log"), limit);
    this.marks = new BootMarks(directory.resolve(name + ".boots"));
    this.typist = new Typist(directory.resolve(name + ".in"));
  }

  /**
   * A viewer of its own pace.
   *
   * @return empty if there are as many as there may be
   */
  public synchronized Optional<Viewer> view(Scrollback scrollback) throws IOException {
    if (viewers == MAXIMUM_VIEWERS) {
      return Optional.empty();
    }
    var from =
        switch (scrollback) {
          case Scrollback.All _ -> log.start();
          case Scrollback.Lines(var count) -> log.tail(count);
        };
    viewers++;
    return Optional.of(new Viewer(this, log, from));
  }

  /**
   * Types after everybody who typed before.
   *
   * @return done when the machine took it; wait for that before typing more, cancel it to give up
   */
  public CompletableFuture<Void> type(byte[] data) {
    return typist.type(data);
  }

  synchronized void left() {
    viewers--;
  }

  synchronized SessionEnd end() {
    return end;
  }

  synchronized void end(SessionEnd end) {
    // Whatever becomes of the guest, an agent that is stopping serves nobody.
    this.end = this.end == SessionEnd.AGENT_STOPPING ? this.end : end;
    notifyAll();
  }

  void mark(Instant at, BootMarks.Kind kind) {
    try {
      marks.add(log.end(), at, kind);
    } catch (IOException failed) {
      LOG.warnf("A boot is not marked: %s", failed);
    }
  }

  /** The log may have grown. */
  void grown() {
    synchronized (this) {
      notifyAll();
    }
    try {
      log.trim();
    } catch (IOException failed) {
      LOG.warnf("A log exceeds its limit: %s", failed);
    }
  }
}
