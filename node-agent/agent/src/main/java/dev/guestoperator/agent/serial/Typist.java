package dev.guestoperator.agent.serial;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jboss.logging.Logger;

/**
 * Types on a device, one input after the other. What a machine does not read yet, or what is typed
 * before there is one, waits; whoever typed it is told when it was taken, and is to wait for that.
 */
final class Typist {
  private static final Logger LOG = Logger.getLogger(Typist.class);
  private static final int LOOK_AGAIN_MILLIS = 250;

  /** Platform threads, because poll blocks; one per device that does not take its input. */
  private static final ExecutorService THREADS =
      Executors.newCachedThreadPool(Thread.ofPlatform().daemon().name("typist-", 0).factory());

  private final Path fifo;
  private CompletableFuture<?> last = CompletableFuture.completedFuture(null);

  Typist(Path fifo) {
    this.fifo = fifo;
  }

  /**
   * @return done when the machine took all of it; cancel it to give up the rest
   */
  synchronized CompletableFuture<Void> type(byte[] data) {
    var done = new CompletableFuture<Void>();
    last = last.handleAsync((_, _) -> write(data, done), THREADS);
    return done;
  }

  private Void write(byte[] data, CompletableFuture<Void> done) {
    try {
      for (var offset = 0; offset < data.length && !done.isDone(); ) {
        offset += writeSome(data, offset);
      }
      done.complete(null);
    } catch (Posix.ErrnoException failed) {
      LOG.warnf("Nothing can be typed at %s: %s", fifo, failed.getMessage());
      done.completeExceptionally(failed);
    } catch (InterruptedException stopping) {
      done.completeExceptionally(stopping);
    }
    return null;
  }

  private int writeSome(byte[] data, int offset) throws Posix.ErrnoException, InterruptedException {
    try (var input = Posix.Descriptor.open(fifo)) {
      input.awaitWritable(LOOK_AGAIN_MILLIS);
      return input.write(data, offset);
    } catch (Posix.ErrnoException failed) {
      switch (failed.errno()) {
        case Posix.EAGAIN, Posix.EPIPE -> {}
        case Posix.ENOENT, Posix.ENXIO -> Thread.sleep(LOOK_AGAIN_MILLIS);
        default -> throw failed;
      }
      return 0;
    }
  }
}
