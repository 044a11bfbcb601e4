package dev.guestoperator.operator.environment;

import dev.guestoperator.crds.environment.Environment;
import dev.guestoperator.crds.environment.EnvironmentStatus;
import dev.guestoperator.operator.Conditions;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.MaxReconciliationInterval;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Gives each environment its id; the status is written only after the counter stands above it. */
@ControllerConfiguration(
    name = "environment",
    maxReconciliationInterval =
        @MaxReconciliationInterval(interval = 3, timeUnit = TimeUnit.MINUTES))
@GradualRetry(maxAttempts = -1, initialInterval = 50, intervalMultiplier = 2, maxInterval = 30_000)
public class EnvironmentReconciler implements Reconciler<Environment> {
  private final EnvironmentIds ids;

  EnvironmentReconciler(EnvironmentIds ids) {
    this.ids = ids;
  }

  @Override
  public UpdateControl<Environment> reconcile(
      Environment environment, Context<Environment> context) {
    var old = environment.getStatus();
    var id = old == null || old.id() == null ? ids.next() : old.id();
    var wanted = status(environment, id);
    if (!wanted.equals(old)) {
      environment.setStatus(wanted);
      context.resourceOperations().updatePrimaryStatus(environment);
    }
    return UpdateControl.noUpdate();
  }

  private static EnvironmentStatus status(Environment environment, long id) {
    var old = environment.getStatus();
    var generation = environment.getMetadata().getGeneration();
    var ready =
        Conditions.of(Conditions.READY, "True", "IdAssigned", "The environment has its id.");
    return new EnvironmentStatus(
        generation,
        id,
        old == null || old.nextCid() == null ? EnvironmentStatus.FIRST_CID : old.nextCid(),
        null,
        null,
        null,
        Conditions.merge(
            old == null ? null : old.conditions(), List.of(ready), generation, Instant.now()));
  }
}
