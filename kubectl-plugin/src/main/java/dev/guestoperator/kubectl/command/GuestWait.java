package dev.guestoperator.kubectl.command;

import dev.guestoperator.crds.guest.Guest;
import dev.guestoperator.kubectl.config.Cluster;
import dev.guestoperator.kubectl.config.Problem;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for a guest, and says on the way what changes. */
final class GuestWait {
  private final GuestName name;
  private final Cluster cluster;
  private final PrintWriter messages;
  private volatile String said = "";
  private volatile boolean seen;

  GuestWait(GuestName name, Cluster cluster, PrintWriter messages) {
    this.name = name;
    this.cluster = cluster;
    this.messages = messages;
  }

  /**
   * Waits until the guest is as it should be.
   *
   * @throws Problem if that cannot be, was not so in time, or the guest is deleted meanwhile
   */
  void until(Goal goal, Duration limit) throws InterruptedException {
    var arrival = name.in(cluster).informOnCondition(guests -> check(guests, goal));
    try {
      arrival.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new Problem(
          "guest %s %s after %s%s"
              .formatted(
                  name.name(),
                  goal.unmet(),
                  DurationConverter.text(limit),
                  said.isEmpty() ? "" : " (" + said + ")"),
          e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
    } finally {
      arrival.cancel(true);
    }
  }

  private boolean check(List<Guest> guests, Goal goal) {
    if (guests.isEmpty()) {
      if (!seen) {
        return false;
      }
      throw new Problem("guest %s was deleted".formatted(name.name()));
    }
    seen = true;
    var guest = guests.getFirst();
    goal.progress().apply(guest).filter(line -> !line.equals(said)).ifPresent(this::say);
    goal.hopeless()
        .apply(guest)
        .ifPresent(
            why -> {
              throw new Problem("guest %s %s".formatted(name.name(), why));
            });
    return goal.reached().test(guest);
  }

  private void say(String line) {
    said = line;
    messages.printf("guest %s: %s%n", name.name(), line);
  }
}
