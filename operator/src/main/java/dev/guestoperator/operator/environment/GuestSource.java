package dev.guestoperator.operator.environment;

import dev.guestoperator.crds.environment.Environment;
import dev.guestoperator.crds.guest.Guest;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.util.List;
import java.util.Set;

/** The guests of environments, as far as their changes concern the environments. */
final class GuestSource extends InformerEventSource<Guest, Environment> {
  GuestSource(EventSourceContext<Environment> context) {
    super(
        InformerEventSourceConfiguration.from(Guest.class, Environment.class)
            .withSecondaryToPrimaryMapper(guest -> Set.of(home(guest)))
            .withOnUpdateFilter(
                (now, old) ->
                    !Usage.of(List.of(now)).equals(Usage.of(List.of(old)))
                        || !home(now).equals(home(old)))
            .build(),
        context);
  }

  /** The framework tells only the environment that a guest has now; this one tells also the old. */
  @Override
  public void onUpdate(Guest old, Guest now) {
    super.onUpdate(old, now);
    if (!home(now).equals(home(old))) {
      getEventHandler().handleEvent(new Event(home(old)));
    }
  }

  private static ResourceID home(Guest guest) {
    return new ResourceID(guest.getSpec().environment(), guest.getMetadata().getNamespace());
  }
}
