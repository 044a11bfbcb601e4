package dev.guestoperator.kubectl.command;

import dev.guestoperator.crds.guest.Guest;
import dev.guestoperator.crds.guest.GuestStatus.Phase;
import dev.guestoperator.kubectl.config.Cluster;
import dev.guestoperator.kubectl.config.Problem;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

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
   * @param state its name, for messages
   * @throws Problem if that cannot be, was not so in time, or the guest is deleted meanwhile
   */
  void until(String state, Predicate<Guest> reached, Duration limit) throws InterruptedException {
    var arrival = name.in(cluster).informOnCondition(guests -> check(guests, reached));
    try {
      arrival.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new Problem(
          "guest %s is not %s after %s%s"
              .formatted(
                  name.name(),
                  state,
                  DurationConverter.text(limit),
                  said.isEmpty() ? "" : " (" + said + ")"),
          e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
    } finally {
      arrival.cancel(true);
    }
  }

  private boolean check(List<Guest> guests, Predicate<Guest> reached) {
    if (guests.isEmpty()) {
      if (!seen) {
        return false;
      }
      throw new Problem("guest %s was deleted".formatted(name.name()));
    }
    seen = true;
    var guest = guests.getFirst();
    say(guest);
    GuestStates.stalled(guest)
        .ifPresent(
            why -> {
              throw new Problem("guest %s is stalled: %s".formatted(name.name(), why));
            });
    return reached.test(guest);
  }

  /** Says nothing while the status still answers to a spec of before. */
  private void say(Guest guest) {
    GuestStates.phase(guest)
        .or(() -> guest.getStatus() == null ? Optional.of(Phase.PENDING) : Optional.empty())
        .map(phase -> line(phase, guest))
        .filter(line -> !line.equals(said))
        .ifPresent(
            line -> {
              said = line;
              messages.printf("guest %s: %s%n", name.name(), line);
            });
  }

  private static String line(Phase phase, Guest guest) {
    var word = phase.name().charAt(0) + phase.name().substring(1).toLowerCase(Locale.ROOT);
    return word + GuestStates.explanation(guest).map(text -> ": " + text).orElse("");
  }
}
