package dev.guestoperator.operator.guest;

import dev.guestoperator.crds.guest.GuestStatus;
import dev.guestoperator.crds.guest.GuestStatus.Phase;
import dev.guestoperator.operator.Conditions;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What of a change of status a user is told by an Event.
 *
 * @param warning whether something went wrong
 * @param reason CamelCase
 * @param message one sentence
 */
record GuestNews(boolean warning, String reason, String message) {
  /** The news between two statuses, of which the first may be null. */
  static List<GuestNews> between(GuestStatus old, GuestStatus now) {
    var news = new ArrayList<GuestNews>();
    if (placement(old) != placement(now) && now.nodeName() != null) {
      news.add(
          new GuestNews(false, "Placed", "The guest was placed on node " + now.nodeName() + "."));
    }
    if (now.lastExit() != null && !now.lastExit().equals(old == null ? null : old.lastExit())) {
      news.add(
          restarts(now) > restarts(old)
              ? new GuestNews(
                  true, "Restarting", "The guest is started again: " + now.lastExit().message())
              : new GuestNews(false, "Ended", now.lastExit().message()));
    }
    if (now.phase() == Phase.RUNNING) {
      news.addAll(running(old, now));
    }
    if (now.phase() == Phase.STOPPED && phase(old) != null && phase(old) != Phase.STOPPED) {
      news.add(new GuestNews(false, "Stopped", "The guest is off."));
    }
    if (restarts(now) <= restarts(old)) {
      trouble(now)
          .filter(ready -> !trouble(old).map(Condition::getMessage).equals(message(ready)))
          .ifPresent(ready -> news.add(warning(ready)));
    }
    return news;
  }

  private static List<GuestNews> running(GuestStatus old, GuestStatus now) {
    var news = new ArrayList<GuestNews>();
    if (!Objects.equals(startedAt(old), now.startedAt())) {
      news.add(new GuestNews(false, "Started", "The guest was started."));
    }
    if (isReady(now) && !isReady(old)) {
      news.add(new GuestNews(false, "Ready", "The guest is ready."));
    }
    if (refusesBalloon(now) && !refusesBalloon(old)) {
      // Without the numbers of the condition, so that the same again is one Event with a count.
      news.add(
          new GuestNews(true, "BalloonRefused", "The guest does not bring its balloon to target."));
    }
    return news;
  }

  private static boolean isReady(GuestStatus status) {
    return status != null && Conditions.isTrue(status.conditions(), Conditions.READY);
  }

  private static boolean refusesBalloon(GuestStatus status) {
    return status != null
        && Conditions.find(status.conditions(), BalloonStatus.CONVERGED)
            .filter(condition -> BalloonStatus.REFUSES.equals(condition.getReason()))
            .isPresent();
  }

  private static long restarts(GuestStatus status) {
    return status == null || status.restarts() == null ? 0 : status.restarts();
  }

  private static GuestNews warning(Condition ready) {
    return new GuestNews(true, ready.getReason(), ready.getMessage());
  }

  private static Optional<String> message(Condition ready) {
    return Optional.ofNullable(ready.getMessage());
  }

  private static Optional<Condition> trouble(GuestStatus status) {
    return status == null || status.phase() == null
        ? Optional.empty()
        : switch (status.phase()) {
          case PENDING, FAILED, UNKNOWN -> Conditions.find(status.conditions(), Conditions.READY);
          case STARTING, RUNNING, STOPPING, STOPPED -> Optional.empty();
        };
  }

  private static long placement(GuestStatus status) {
    return status == null || status.epoch() == null ? 0 : status.epoch();
  }

  private static Phase phase(GuestStatus status) {
    return status == null ? null : status.phase();
  }

  private static String startedAt(GuestStatus status) {
    return status == null ? null : status.startedAt();
  }
}
