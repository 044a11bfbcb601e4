package dev.guestoperator.operator.guest;

import dev.guestoperator.crds.guest.Guest;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Has guests looked at again when something that they depend on has changed. */
@ApplicationScoped
public class GuestTriggers {
  private final GuestLookup guests;
  private final SimpleInboundEventSource<Guest> source = new SimpleInboundEventSource<>("nodes");
  private final Set<ResourceID> waiting = ConcurrentHashMap.newKeySet();

  GuestTriggers(GuestLookup guests) {
    this.guests = guests;
  }

  EventSource<Void, Guest> source() {
    return source;
  }

  void lookAt(ResourceID guest) {
    source.propagateEvent(guest);
  }

  /** Has the guest looked at whenever there may be more room; before it is looked for. */
  void waitForRoom(Guest guest) {
    waiting.add(ResourceID.fromResource(guest));
  }

  void hasRoom(Guest guest) {
    waiting.remove(ResourceID.fromResource(guest));
  }

  void moreRoom() {
    waiting.forEach(this::lookAt);
  }

  void lookAtGuestsOn(String node) {
    on(node).forEach(this::lookAt);
  }

  /** Whom a change of a node concerns: its guests, and those that no node has had room for. */
  Set<ResourceID> concernedBy(String node) {
    return Stream.concat(on(node), waiting.stream()).collect(Collectors.toSet());
  }

  /** Whom an environment concerns: its guests, for identity, room and listeners. */
  Set<ResourceID> concernedBy(String namespace, String environment) {
    return guests
        .in(namespace)
        .filter(guest -> environment.equals(guest.getSpec().environment()))
        .map(ResourceID::fromResource)
        .collect(Collectors.toSet());
  }

  private Stream<ResourceID> on(String node) {
    return guests
        .all()
        .filter(guest -> guest.getStatus() != null && node.equals(guest.getStatus().nodeName()))
        .map(ResourceID::fromResource);
  }
}
