package dev.guestoperator.operator;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Conditions as the Kubernetes API conventions want them. */
public final class Conditions {
  public static final String READY = "Ready";
  public static final String RECONCILING = "Reconciling";
  public static final String STALLED = "Stalled";

  private Conditions() {}

  /** A condition that has no transition time yet. */
  public static Condition of(String type, String status, String reason, String message) {
    return new ConditionBuilder()
        .withType(type)
        .withStatus(status)
        .withReason(reason)
        .withMessage(message)
        .build();
  }

  /**
   * The wanted conditions, in the order of their types, each with the transition time of the
   * present one unless its status is another now.
   */
  public static List<Condition> merge(
      List<Condition> present, List<Condition> wanted, Long generation, Instant now) {
    return wanted.stream()
        .map(
            condition ->
                new ConditionBuilder(condition)
                    .withObservedGeneration(generation)
                    .withLastTransitionTime(transitionTime(present, condition, now))
                    .build())
        .sorted(Comparator.comparing(Condition::getType))
        .toList();
  }

  /** The condition of this type, if it is there. */
  public static Optional<Condition> find(List<Condition> conditions, String type) {
    return conditions == null
        ? Optional.empty()
        : conditions.stream().filter(condition -> type.equals(condition.getType())).findFirst();
  }

  /** Whether the condition of this type is there and its status is True. */
  public static boolean isTrue(List<Condition> conditions, String type) {
    return find(conditions, type).map(Condition::getStatus).filter("True"::equals).isPresent();
  }

  private static String transitionTime(List<Condition> present, Condition condition, Instant now) {
    return find(present, condition.getType())
        .filter(old -> condition.getStatus().equals(old.getStatus()))
        .map(Condition::getLastTransitionTime)
        .orElseGet(() -> now.truncatedTo(ChronoUnit.SECONDS).toString());
  }
}
