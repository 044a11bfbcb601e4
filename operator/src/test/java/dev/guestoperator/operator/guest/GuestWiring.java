package dev.guestoperator.operator.guest;

import dev.guestoperator.operator.EventRecorder;
import dev.guestoperator.operator.environment.EnvironmentWiring;
import dev.guestoperator.operator.node.NodeWiring;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.MeterRegistry;

/** The beans of this package, put together as CDI does. */
public final class GuestWiring {
  public final GuestLookup lookup = new GuestLookup();
  public final GuestReconciler reconciler;

  public GuestWiring(
      KubernetesClient client,
      EventRecorder events,
      NodeWiring nodes,
      EnvironmentWiring environments,
      MeterRegistry metrics) {
    var triggers = new GuestTriggers(lookup);
    var placer = new Placer(lookup, nodes.directory, environments.directory);
    var strays = new Strays(client, lookup, nodes.agents, nodes.reports);
    reconciler =
        new GuestReconciler(
            client,
            lookup,
            nodes.directory,
            environments.directory,
            triggers,
            environments.identities,
            placer,
            new Handover(nodes.agents, nodes.reports, environments.directory),
            new StatusUpdates(events, triggers));
    new ReportListener(triggers, strays, placer, nodes.reports).start(null);
    new GuestMeters(lookup, metrics).start(null);
  }
}
