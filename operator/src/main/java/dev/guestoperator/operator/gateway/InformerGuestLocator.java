package dev.guestoperator.operator.gateway;

import dev.guestoperator.crds.guest.Guest;
import dev.guestoperator.operator.guest.GuestLookup;
import dev.guestoperator.operator.node.NodeDirectory;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.stream.Stream;

/** Reads what the reconcilers' informers hold. */
@ApplicationScoped
class InformerGuestLocator implements GuestLocator {
  private final GuestLookup guests;
  private final NodeDirectory nodes;

  InformerGuestLocator(GuestLookup guests, NodeDirectory nodes) {
    this.guests = guests;
    this.nodes = nodes;
  }

  @Override
  public Place locate(String namespace, String name) {
    return guests.find(namespace, name).map(this::place).orElseGet(Place.NotFound::new);
  }

  private Place place(Guest guest) {
    var status = guest.getStatus();
    if (status == null || status.nodeName() == null) {
      return new Place.NotPlaced(whyNotReady(guest));
    }
    return nodes
        .address(status.nodeName())
        .flatMap(address -> AgentAddress.parse(status.nodeName(), address))
        .<Place>map(agent -> new Place.At(guest.getMetadata().getUid(), agent))
        .orElseGet(() -> new Place.Unreachable(status.nodeName()));
  }

  private static String whyNotReady(Guest guest) {
    return Stream.ofNullable(guest.getStatus())
        .flatMap(status -> Stream.ofNullable(status.conditions()).flatMap(list -> list.stream()))
        .filter(condition -> condition.getType().equals("Ready"))
        .flatMap(condition -> Stream.ofNullable(condition.getMessage()))
        .findFirst()
        .orElse("");
  }
}
