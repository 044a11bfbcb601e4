package dev.guestoperator.kubectl.command;

import dev.guestoperator.crds.guest.Guest;
import dev.guestoperator.crds.guest.GuestSpec.RunStrategy;
import dev.guestoperator.crds.guest.GuestStatus;
import dev.guestoperator.crds.guest.GuestStatus.Phase;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What a guest's status says, if it says it of the spec of now. */
final class GuestStates {
  private GuestStates() {}

  static boolean isRunning(Guest guest) {
    return phase(guest).equals(Optional.of(Phase.RUNNING));
  }

  /** Not seen by the operator yet: the status is what the schema makes of none. */
  static boolean isNew(Guest guest) {
    return guest.getStatus() == null || guest.getStatus().phase() == null;
  }

  /** Halted, and off or never started. */
  static boolean isOff(Guest guest) {
    return guest.getSpec().runStrategy() == RunStrategy.HALTED
        && (phase(guest).equals(Optional.of(Phase.STOPPED))
            || condition(guest, "Ready").filter(c -> "True".equals(c.getStatus())).isPresent());
  }

  static Optional<Phase> phase(Guest guest) {
    return current(guest).map(GuestStatus::phase);
  }

  /** Why the guest cannot become what it should be, if it cannot. */
  static Optional<String> stalled(Guest guest) {
    return condition(guest, "Stalled")
        .filter(condition -> "True".equals(condition.getStatus()))
        .map(GuestStates::text);
  }

  /** What the operator says about readiness. */
  static Optional<String> explanation(Guest guest) {
    return condition(guest, "Ready").map(GuestStates::text).filter(text -> !text.isEmpty());
  }

  static String text(Condition condition) {
    return Optional.ofNullable(condition.getMessage())
        .filter(message -> !message.isBlank())
        .orElse(Objects.requireNonNullElse(condition.getReason(), ""));
  }

  static Optional<Condition> condition(Guest guest, String type) {
    return current(guest).map(GuestStatus::conditions).orElse(List.of()).stream()
        .filter(condition -> type.equals(condition.getType()))
        .findFirst();
  }

  /** The status, if it answers to the spec of now. */
  static Optional<GuestStatus> current(Guest guest) {
    var generation = Objects.requireNonNullElse(guest.getMetadata().getGeneration(), 0L);
    return Optional.ofNullable(guest.getStatus())
        .filter(
            status -> Objects.requireNonNullElse(status.observedGeneration(), 0L) >= generation);
  }
}
