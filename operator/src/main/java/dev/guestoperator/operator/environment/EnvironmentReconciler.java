package dev.guestoperator.operator.environment;

import dev.guestoperator.crds.environment.Environment;
import dev.guestoperator.crds.environment.EnvironmentStatus;
import dev.guestoperator.crds.guest.Guest;
import dev.guestoperator.operator.Conditions;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.MaxReconciliationInterval;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Gives each environment its id, says in its status what its guests take, and deletes one that was
 * made on first use after its last guest. The id is written only after the counter stands above it.
 */
@ControllerConfiguration(
    name = "environment",
    maxReconciliationInterval =
        @MaxReconciliationInterval(interval = 3, timeUnit = TimeUnit.MINUTES))
@GradualRetry(maxAttempts = -1, initialInterval = 50, intervalMultiplier = 2, maxInterval = 30_000)
public class EnvironmentReconciler implements Reconciler<Environment> {
  private final KubernetesClient client;
  private final EnvironmentIds ids;
  private final Identities identities;

  /** What guests take is written this long after a change, together with what changes meanwhile. */
  private final Pauses usage = new Pauses(Duration.ofSeconds(10));

  /** Whoever replaces the last guest by another within this time keeps the environment. */
  private final Pauses empty = new Pauses(Duration.ofSeconds(5));

  EnvironmentReconciler(KubernetesClient client, EnvironmentIds ids, Identities identities) {
    this.client = client;
    this.ids = ids;
    this.identities = identities;
  }

  @Override
  public List<EventSource<?, Environment>> prepareEventSources(
      EventSourceContext<Environment> context) {
    return List.of(new GuestSource(context));
  }

  @Override
  public UpdateControl<Environment> reconcile(
      Environment environment, Context<Environment> context) {
    var now = Instant.now();
    var taken =
        Usage.of(environment.getMetadata().getName(), context.getSecondaryResources(Guest.class));
    var old = environment.getStatus();
    if (old == null || old.id() == null) {
      write(environment, status(environment, ids.next(), taken, now), context);
      return UpdateControl.noUpdate();
    }
    if (taken.guests() == 0 && FirstUse.isUntouched(environment)) {
      return deleteWhenEmptyForLong(environment, now);
    }
    empty.end(environment);
    return describe(environment, taken, now, context);
  }

  private UpdateControl<Environment> describe(
      Environment environment, Usage taken, Instant now, Context<Environment> context) {
    var old = environment.getStatus();
    var wanted = status(environment, old.id(), taken, now);
    if (wanted.equals(old)) {
      usage.end(environment);
      return UpdateControl.noUpdate();
    }
    var left = usage.left(environment, now);
    if (onlyUsageDiffers(wanted, old) && left.isPositive()) {
      return UpdateControl.<Environment>noUpdate().rescheduleAfter(left);
    }
    write(environment, wanted, context);
    usage.end(environment);
    return UpdateControl.noUpdate();
  }

  private UpdateControl<Environment> deleteWhenEmptyForLong(Environment environment, Instant now) {
    var left = empty.left(environment, now);
    if (left.isPositive()) {
      return UpdateControl.<Environment>noUpdate().rescheduleAfter(left);
    }
    empty.end(environment);
    if (!isNamed(environment)) {
      // A guest that has taken a number since has changed the version, and the deletion fails.
      client.resource(environment).lockResourceVersion().delete();
    }
    return UpdateControl.noUpdate();
  }

  /** Asks the API server itself: a cache may be behind. */
  private boolean isNamed(Environment environment) {
    var name = environment.getMetadata().getName();
    return client
        .resources(Guest.class)
        .inNamespace(environment.getMetadata().getNamespace())
        .list()
        .getItems()
        .stream()
        .anyMatch(guest -> name.equals(guest.getSpec().environment()));
  }

  private void write(
      Environment environment, EnvironmentStatus wanted, Context<Environment> context) {
    environment.setStatus(wanted);
    identities.write(environment, context.resourceOperations()::updatePrimaryStatus);
  }

  private static boolean onlyUsageDiffers(EnvironmentStatus wanted, EnvironmentStatus old) {
    return wanted.observedGeneration().equals(old.observedGeneration())
        && wanted.conditions().equals(old.conditions())
        && wanted.nextCid().equals(old.nextCid());
  }

  private static EnvironmentStatus status(
      Environment environment, long id, Usage taken, Instant now) {
    var old = environment.getStatus();
    var generation = environment.getMetadata().getGeneration();
    var ready =
        Conditions.of(Conditions.READY, "True", "IdAssigned", "The environment has its id.");
    return new EnvironmentStatus(
        generation,
        id,
        old == null || old.nextCid() == null ? EnvironmentStatus.FIRST_CID : old.nextCid(),
        taken.guests(),
        taken.running(),
        taken.used(),
        Conditions.merge(old == null ? null : old.conditions(), List.of(ready), generation, now));
  }
}
