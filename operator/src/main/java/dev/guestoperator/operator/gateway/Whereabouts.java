package dev.guestoperator.operator.gateway;

import jakarta.enterprise.context.ApplicationScoped;

/** Finds the agents to ask, or tells the user why there are none. */
@ApplicationScoped
class Whereabouts {
  private final GuestLocator guests;
  private final EnvironmentLocator environments;

  Whereabouts(GuestLocator guests, EnvironmentLocator environments) {
    this.guests = guests;
    this.environments = environments;
  }

  GuestLocator.Place.At guest(String namespace, String name) throws Refused {
    return switch (guests.locate(namespace, name)) {
      case GuestLocator.Place.At at -> at;
      case GuestLocator.Place.NotFound() ->
          throw new Refused(Statuses.noSuch(Resource.GUESTS, name));
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

  EnvironmentLocator.Home.At environment(String namespace, String name) throws Refused {
    return switch (environments.locate(namespace, name)) {
      case EnvironmentLocator.Home.At at -> at;
      case EnvironmentLocator.Home.NotFound() ->
          throw new Refused(Statuses.noSuch(Resource.ENVIRONMENTS, name));
      case EnvironmentLocator.Home.WithoutId() ->
          throw new Refused(
              Statuses.conflict("The environment was made only just now; try again in a moment."));
    };
  }
}
