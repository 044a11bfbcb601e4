package dev.guestoperator.operator.gateway;

import static java.util.stream.Collectors.toSet;

import dev.guestoperator.crds.environment.Environment;
import dev.guestoperator.operator.environment.EnvironmentDirectory;
import dev.guestoperator.operator.guest.GuestLookup;
import dev.guestoperator.operator.node.NodeDirectory;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Reads what the reconcilers' informers hold. */
@ApplicationScoped
class InformerEnvironmentLocator implements EnvironmentLocator {
  private final EnvironmentDirectory environments;
  private final GuestLookup guests;
  private final NodeDirectory nodes;

  InformerEnvironmentLocator(
      EnvironmentDirectory environments, GuestLookup guests, NodeDirectory nodes) {
    this.environments = environments;
    this.guests = guests;
    this.nodes = nodes;
  }

  @Override
  public Home locate(String namespace, String name) {
    return environments.find(namespace, name).map(this::home).orElseGet(Home.NotFound::new);
  }

  private Home home(Environment environment) {
    var status = environment.getStatus();
    return status == null || status.id() == null
        ? new Home.WithoutId()
        : new Home.At(status.id(), agents(status.id()));
  }

  private Set<AgentAddress> agents(long environment) {
    return guests
        .inEnvironment(environment)
        .map(guest -> guest.getStatus().nodeName())
        .filter(Objects::nonNull)
        .distinct()
        .map(this::agent)
        .flatMap(Optional::stream)
        .collect(toSet());
  }

  private Optional<AgentAddress> agent(String node) {
    return nodes.address(node).flatMap(address -> AgentAddress.parse(node, address));
  }
}
