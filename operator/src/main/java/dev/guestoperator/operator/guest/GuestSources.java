package dev.guestoperator.operator.guest;

import dev.guestoperator.crds.environment.Environment;
import dev.guestoperator.crds.guest.Guest;
import dev.guestoperator.crds.guestnode.GuestNode;
import dev.guestoperator.crds.guestnode.GuestNodeStatus;
import dev.guestoperator.operator.Conditions;
import dev.guestoperator.operator.environment.EnvironmentDirectory;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.util.Objects;

/** The other kinds that guests depend on, and which of their changes matter. */
final class GuestSources {
  private GuestSources() {}

  static InformerEventSource<Environment, Guest> environments(
      EventSourceContext<Guest> context, GuestTriggers triggers) {
    return new InformerEventSource<>(
        InformerEventSourceConfiguration.from(Environment.class, Guest.class)
            .withSecondaryToPrimaryMapper(
                environment ->
                    triggers.concernedBy(
                        environment.getMetadata().getNamespace(),
                        environment.getMetadata().getName()))
            .withOnUpdateFilter(
                (now, old) ->
                    !Objects.equals(id(now), id(old))
                        || !EnvironmentDirectory.limits(now)
                            .equals(EnvironmentDirectory.limits(old))
                        || !EnvironmentDirectory.listeners(now)
                            .equals(EnvironmentDirectory.listeners(old)))
            .build(),
        context);
  }

  static InformerEventSource<GuestNode, Guest> nodes(
      EventSourceContext<Guest> context, GuestTriggers triggers) {
    return new InformerEventSource<>(
        InformerEventSourceConfiguration.from(GuestNode.class, Guest.class)
            .withSecondaryToPrimaryMapper(
                node -> triggers.concernedBy(node.getMetadata().getName()))
            .withOnUpdateFilter((now, old) -> !Offered.by(now).equals(Offered.by(old)))
            .build(),
        context);
  }

  private static Long id(Environment environment) {
    return environment.getStatus() == null ? null : environment.getStatus().id();
  }

  /** What of a node decides about guests; its free memory does not, for promises do. */
  private record Offered(
      Object labels,
      boolean ready,
      String address,
      Object accelerators,
      Object uioDevices,
      Object capacity) {
    static Offered by(GuestNode node) {
      var status = node.getStatus();
      var memory = status == null ? null : status.memory();
      return new Offered(
          node.getMetadata().getLabels(),
          status != null && Conditions.isTrue(status.conditions(), Conditions.READY),
          status == null ? null : status.address(),
          status == null ? null : status.accelerators(),
          status == null ? null : status.uioDevices(),
          memory == null
              ? null
              : new GuestNodeStatus.Memory(memory.capacity(), null, memory.guestOverhead()));
    }
  }
}
