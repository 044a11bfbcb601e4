package dev.guestoperator.kubectl.command;

import dev.guestoperator.kubectl.config.Cluster;
import dev.guestoperator.kubectl.config.Problem;
import dev.guestoperator.kubectl.stream.Dialer;
import dev.guestoperator.kubectl.stream.ExecRequest;
import dev.guestoperator.kubectl.stream.Refused;
import dev.guestoperator.kubectl.stream.Session;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.time.Duration;

/** Opens a shell as soon as the guest runs and its vshd listens, and says on the way what lacks. */
final class ShellWait {
  private static final Duration PAUSE = Duration.ofMillis(500);

  private final Cluster cluster;
  private final PrintWriter messages;
  private String said = "";

  ShellWait(Cluster cluster, PrintWriter messages) {
    this.cluster = cluster;
    this.messages = messages;
  }

  /**
   * @throws NotReady if the guest or its vshd was not ready in time
   * @throws Problem if waiting would not help
   */
  Session dial(ExecRequest request, OutputStream out, OutputStream err, Duration limit)
      throws InterruptedException {
    var dialer = new Dialer(cluster);
    long from = System.nanoTime();
    while (true) {
      try {
        return dialer.dial(request, out, err);
      } catch (Refused refused) {
        if (!refused.isTemporary()) {
          throw refused;
        }
        var rest = limit.minusNanos(System.nanoTime() - from);
        if (!rest.isPositive()) {
          throw late(request, limit, refused);
        }
        waitFor(request, refused, rest);
      }
    }
  }

  private void waitFor(ExecRequest request, Refused refused, Duration rest)
      throws InterruptedException {
    if (refused.isNotPlaced()) {
      waitUntilItRuns(new GuestName(request.namespace(), request.name()), rest);
    } else {
      say(request, refused.getMessage());
    }
    // Nothing tells when a program in the guest begins to listen.
    Thread.sleep(PAUSE.compareTo(rest) < 0 ? PAUSE : rest);
  }

  private void waitUntilItRuns(GuestName guest, Duration rest) throws InterruptedException {
    try {
      new GuestWait(guest, cluster, messages).until(Goal.RUNNING_SOON, rest);
    } catch (Problem e) {
      throw new NotReady(e.getMessage(), e);
    }
  }

  private void say(ExecRequest request, String line) {
    if (!line.equals(said)) {
      said = line;
      messages.printf("guest %s: waiting: %s%n", request.name(), line);
    }
  }

  private static NotReady late(ExecRequest request, Duration limit, Refused refused) {
    return new NotReady(
        "guest %s gave no shell within %s: %s"
            .formatted(request.name(), DurationConverter.text(limit), refused.getMessage()),
        refused);
  }
}
