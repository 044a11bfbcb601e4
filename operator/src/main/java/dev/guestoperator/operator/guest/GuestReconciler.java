package dev.guestoperator.operator.guest;

import dev.guestoperator.crds.guest.Guest;
import dev.guestoperator.crds.guest.GuestSpec.RunStrategy;
import dev.guestoperator.crds.guest.GuestStatus.Phase;
import dev.guestoperator.crds.guestnode.GuestNode;
import dev.guestoperator.operator.Conditions;
import dev.guestoperator.operator.environment.EnvironmentDirectory;
import dev.guestoperator.operator.environment.Identities;
import dev.guestoperator.operator.environment.Share;
import dev.guestoperator.operator.guest.StatusUpdates.StatusUpdate;
import dev.guestoperator.operator.node.AgentAnswer;
import dev.guestoperator.operator.node.NodeDirectory;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
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
import org.jboss.logging.Logger;

/**
 * Brings each guest where it belongs: it gets an identity, then a node, its node is told, and its
 * status says what the node reports. Each step can be repeated at any time.
 */
@ControllerConfiguration(
    name = "guest",
    finalizerName = "guest-operator.dev/guest",
    maxReconciliationInterval =
        @MaxReconciliationInterval(interval = 3, timeUnit = TimeUnit.MINUTES))
@GradualRetry(maxAttempts = -1, initialInterval = 50, intervalMultiplier = 2, maxInterval = 30_000)
public class GuestReconciler implements Reconciler<Guest>, Cleaner<Guest> {
  private static final Logger LOG = Logger.getLogger(GuestReconciler.class);

  /** When to look again at what an event should bring back before. */
  private static final Duration SAFETY = Duration.ofSeconds(30);

  /** When to ask an agent again that did not answer. */
  private static final Duration AGENT_PAUSE = Duration.ofSeconds(1);

  private final KubernetesClient client;
  private final GuestLookup guests;
  private final NodeDirectory nodes;
  private final EnvironmentDirectory environments;
  private final GuestTriggers triggers;
  private final Identities identities;
  private final Placer placer;
  private final Handover handover;
  private final StatusUpdates statuses;

  GuestReconciler(
      KubernetesClient client,
      GuestLookup guests,
      NodeDirectory nodes,
      EnvironmentDirectory environments,
      GuestTriggers triggers,
      Identities identities,
      Placer placer,
      Handover handover,
      StatusUpdates statuses) {
    this.client = client;
    this.guests = guests;
    this.nodes = nodes;
    this.environments = environments;
    this.triggers = triggers;
    this.identities = identities;
    this.placer = placer;
    this.handover = handover;
    this.statuses = statuses;
  }

  @Override
  public List<EventSource<?, Guest>> prepareEventSources(EventSourceContext<Guest> context) {
    guests.readFrom(context.getPrimaryCache());
    var nodeSource = GuestSources.nodes(context, triggers);
    nodes.readFrom(nodeSource);
    var environmentSource = GuestSources.environments(context, triggers);
    environments.readFrom(environmentSource);
    return List.of(triggers.source(), nodeSource, environmentSource);
  }

  @Override
  public UpdateControl<Guest> reconcile(Guest guest, Context<Guest> context) {
    var status = statuses.begin(guest, context);
    if (!identify(guest)) {
      return UpdateControl.noUpdate();
    }
    leaveDeletedNode(guest);
    var home = guest.getStatus().nodeName();
    if (home == null && isHalted(guest)) {
      status.write(GuestStatuses.haltedNowhere(guest, Instant.now()));
      return UpdateControl.noUpdate();
    }
    if (home != null && !isReady(home)) {
      status.write(GuestStatuses.unreachable(guest, Instant.now()));
      return UpdateControl.noUpdate();
    }
    if (!isHalted(guest) && !Share.isOn(guest.getStatus()) && !place(guest, status)) {
      return lookAgain(SAFETY);
    }
    return handOver(guest, status);
  }

  @Override
  public DeleteControl cleanup(Guest guest, Context<Guest> context) {
    if (guest.getStatus() == null || guest.getStatus().nodeName() == null) {
      return released(guest);
    }
    var status = statuses.begin(guest, context);
    leaveDeletedNode(guest);
    var home = guest.getStatus().nodeName();
    if (home == null) {
      return released(guest);
    }
    if (!isReady(home)) {
      status.write(GuestStatuses.unreachable(guest, Instant.now()));
      return DeleteControl.noFinalizerRemoval();
    }
    return remove(guest, status);
  }

  /** Whether it has its numbers; an event comes when its environment can give them. */
  private boolean identify(Guest guest) {
    if (guest.getStatus() != null && guest.getStatus().cid() != null) {
      return true;
    }
    var identity =
        identities.take(guest.getMetadata().getNamespace(), guest.getSpec().environment());
    identity.ifPresent(
        taken ->
            guest.setStatus(
                new StatusDraft(guest).identity(taken.environmentId(), taken.cid()).asBefore()));
    return identity.isPresent();
  }

  /** An administrator who deletes a GuestNode says that nothing runs there any more. */
  private void leaveDeletedNode(Guest guest) {
    var home = guest.getStatus().nodeName();
    if (home != null
        && nodes.find(home).isEmpty()
        && client.resources(GuestNode.class).withName(home).get() == null) {
      guest.setStatus(
          new StatusDraft(guest).on(null, guest.getStatus().epoch()).memory(null).asBefore());
    }
  }

  /** Whether it has a node now that keeps memory for it. */
  private boolean place(Guest guest, StatusUpdate status) {
    triggers.waitForRoom(guest);
    try {
      return switch (placer.place(guest)) {
        case Placement.Unplaceable why -> {
          status.write(GuestStatuses.unplaceable(guest, why, Instant.now()));
          yield false;
        }
        case Placement.Chosen(var node) -> moveTo(node, guest, status);
      };
    } finally {
      placer.settled(guest);
    }
  }

  private boolean moveTo(String node, Guest guest, StatusUpdate status) {
    var home = guest.getStatus().nodeName();
    if (home != null
        && !home.equals(node)
        && !(handover.release(guest, 0) instanceof AgentAnswer.Gone)) {
      return false;
    }
    status.write(GuestStatuses.placed(guest, node, Instant.now()));
    triggers.hasRoom(guest);
    return true;
  }

  private UpdateControl<Guest> handOver(Guest guest, StatusUpdate status) {
    return switch (handover.tell(guest)) {
      case AgentAnswer.Accepted(var report) -> {
        status.write(ReportedStatus.of(guest, report, Instant.now()));
        yield UpdateControl.noUpdate();
      }
      case AgentAnswer.Unreachable(var message) -> {
        LOG.debugf("Node %s: %s", guest.getStatus().nodeName(), message);
        yield lookAgain(AGENT_PAUSE);
      }
      case AgentAnswer.Refused refused -> refused(refused, guest, status);
    };
  }

  private UpdateControl<Guest> refused(
      AgentAnswer.Refused refused, Guest guest, StatusUpdate status) {
    if (refused.passing()) {
      LOG.warnf("Node %s: %s", guest.getStatus().nodeName(), refused.message());
      return lookAgain(AGENT_PAUSE);
    }
    if (refused.noRoom() && guest.getStatus().phase() == Phase.STARTING) {
      placer.refused(guest.getStatus().nodeName(), guest);
      var why = new Placement.Unplaceable(refused.reason(), refused.message());
      status.write(GuestStatuses.unplaceable(guest, why, Instant.now()));
      return UpdateControl.<Guest>noUpdate().rescheduleAfter(0);
    }
    status.write(GuestStatuses.refused(guest, refused.reason(), refused.message(), Instant.now()));
    return UpdateControl.noUpdate();
  }

  private DeleteControl remove(Guest guest, StatusUpdate status) {
    var removal = handover.release(guest, guest.getSpec().terminationGracePeriodSeconds());
    return switch (removal) {
      case AgentAnswer.Gone gone -> released(guest);
      case AgentAnswer.Accepted accepted -> {
        status.write(GuestStatuses.deleted(guest, Instant.now()));
        yield DeleteControl.noFinalizerRemoval().rescheduleAfter(SAFETY);
      }
      case AgentAnswer.Unreachable(var message) -> {
        LOG.debugf("Node %s: %s", guest.getStatus().nodeName(), message);
        yield DeleteControl.noFinalizerRemoval().rescheduleAfter(AGENT_PAUSE);
      }
      case AgentAnswer.Refused refused -> {
        LOG.warnf("Node %s: %s", guest.getStatus().nodeName(), refused.message());
        yield DeleteControl.noFinalizerRemoval().rescheduleAfter(SAFETY);
      }
    };
  }

  private DeleteControl released(Guest guest) {
    handover.forget(guest);
    placer.released(guest);
    triggers.hasRoom(guest);
    triggers.moreRoom();
    return DeleteControl.defaultDelete();
  }

  private boolean isReady(String node) {
    return nodes
        .find(node)
        .map(GuestNode::getStatus)
        .filter(status -> Conditions.isTrue(status.conditions(), Conditions.READY))
        .isPresent();
  }

  private static boolean isHalted(Guest guest) {
    return guest.getSpec().runStrategy() == RunStrategy.HALTED;
  }

  private static UpdateControl<Guest> lookAgain(Duration pause) {
    return UpdateControl.<Guest>noUpdate().rescheduleAfter(pause);
  }
}
