package dev.guestoperator.operator.gateway;

import jakarta.enterprise.context.ApplicationScoped;

/** Finds the agent of a guest, or tells the user why there is none to ask. */
@ApplicationScoped
class Whereabouts {
  private final GuestLocator locator;

  Whereabouts(GuestLocator locator) {
    this.locator = locator;
  }

  GuestLocator.Place.At of(String namespace, String name) throws Refused {
    return switch (locator.locate(namespace, name)) {
      case GuestLocator.Place.At at -> at;
      case GuestLocator.Place.NotFound() -> throw new Refused(Statuses.noSuchGuest(name));
      case GuestLocator.Place.NotPlaced(var reason) ->
          throw new Refused(
              Statuses.conflict(
                  "The guest is not on a node yet"
                      + (reason.isEmpty() ? "; try again once it is." : ": " + reason)));
      case GuestLocator.Place.Unreachable(var node) ->
          throw new Refused(
              Statuses.unavailable("Node " + node + " cannot be reached; try again."));
    };
  }
}
