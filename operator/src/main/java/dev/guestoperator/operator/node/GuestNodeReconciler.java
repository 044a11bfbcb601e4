package dev.guestoperator.operator.node;

import dev.guestoperator.agent.api.NodeFacts;
import dev.guestoperator.crds.guestnode.GuestNode;
import dev.guestoperator.crds.guestnode.GuestNodeStatus;
import dev.guestoperator.operator.Conditions;
import dev.guestoperator.operator.EventRecorder;
import dev.guestoperator.operator.OperatorConfig;
import dev.guestoperator.operator.node.NodeStatuses.Contact;
import io.fabric8.kubernetes.api.model.Condition;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.MaxReconciliationInterval;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Follows the agent of every node and keeps the node's status true. */
@ControllerConfiguration(
    name = "guestnode",
    triggerReconcilerOnAllEvents = true,
    maxReconciliationInterval =
        @MaxReconciliationInterval(interval = 3, timeUnit = TimeUnit.MINUTES))
@GradualRetry(maxAttempts = -1, initialInterval = 50, intervalMultiplier = 2, maxInterval = 30_000)
public class GuestNodeReconciler implements Reconciler<GuestNode> {
  /** How often the free memory alone is worth a write. */
  private static final Duration FREE_EVERY = Duration.ofSeconds(30);

  private final NodeWatches watches;
  private final NodeMeters meters;
  private final EventRecorder events;
  private final Duration lostAfter;
  private final Map<String, Instant> written = new ConcurrentHashMap<>();

  GuestNodeReconciler(
      NodeWatches watches, NodeMeters meters, EventRecorder events, OperatorConfig config) {
    this.watches = watches;
    this.meters = meters;
    this.events = events;
    this.lostAfter = config.nodeLostAfter();
  }

  @Override
  public List<EventSource<?, GuestNode>> prepareEventSources(
      EventSourceContext<GuestNode> context) {
    var changes = new SimpleInboundEventSource<GuestNode>("agents");
    watches.onChange(node -> changes.propagateEvent(new ResourceID(node)));
    return List.of(changes);
  }

  @Override
  public UpdateControl<GuestNode> reconcile(GuestNode node, Context<GuestNode> context) {
    var name = node.getMetadata().getName();
    if (context.isPrimaryResourceDeleted()) {
      watches.forget(name);
      meters.forget(name);
      written.remove(name);
      return UpdateControl.noUpdate();
    }
    meters.follow(name);
    address(node).ifPresent(address -> watches.follow(name, address));
    return status(node, context);
  }

  private Optional<String> address(GuestNode node) {
    return watches
        .facts(node.getMetadata().getName())
        .map(NodeFacts::address)
        .or(() -> Optional.ofNullable(node.getStatus()).map(GuestNodeStatus::address));
  }

  private UpdateControl<GuestNode> status(GuestNode node, Context<GuestNode> context) {
    var name = node.getMetadata().getName();
    var now = Instant.now();
    var lostFor = watches.lostSince(name).map(since -> Duration.between(since, now));
    var contact = contact(lostFor);
    var old = node.getStatus();
    var wanted = NodeStatuses.of(node, watches.facts(name), contact, now);
    if (old == null && contact == Contact.BRIEFLY_LOST || wanted.equals(old)) {
      return next(contact == Contact.BRIEFLY_LOST ? lostAfter.minus(lostFor.get()) : null);
    }
    if (NodeStatuses.onlyFreeDiffers(old, wanted) && writtenSince(name, now.minus(FREE_EVERY))) {
      return next(FREE_EVERY);
    }
    node.setStatus(wanted);
    tell(context.resourceOperations().updatePrimaryStatus(node), old);
    written.put(name, now);
    return next(contact == Contact.BRIEFLY_LOST ? lostAfter.minus(lostFor.get()) : null);
  }

  private Contact contact(Optional<Duration> lostFor) {
    return lostFor
        .map(time -> time.compareTo(lostAfter) < 0 ? Contact.BRIEFLY_LOST : Contact.LOST)
        .orElse(Contact.REACHED);
  }

  private boolean writtenSince(String name, Instant time) {
    return written.getOrDefault(name, Instant.MIN).isAfter(time);
  }

  private static UpdateControl<GuestNode> next(Duration pause) {
    UpdateControl<GuestNode> done = UpdateControl.noUpdate();
    return pause == null ? done : done.rescheduleAfter(pause);
  }

  private void tell(GuestNode node, GuestNodeStatus old) {
    var before = Conditions.find(old == null ? null : old.conditions(), Conditions.READY);
    var ready = Conditions.find(node.getStatus().conditions(), Conditions.READY).orElseThrow();
    if (before.map(Condition::getStatus).filter(ready.getStatus()::equals).isPresent()) {
      return;
    }
    if ("True".equals(ready.getStatus())) {
      events.normal(node, ready.getReason(), ready.getMessage());
    } else {
      events.warning(node, ready.getReason(), ready.getMessage());
    }
  }
}
