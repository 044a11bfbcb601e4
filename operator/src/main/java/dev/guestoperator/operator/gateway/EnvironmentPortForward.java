package dev.guestoperator.operator.gateway;

import dev.guestoperator.agent.api.AgentApi;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;

/**
 * {@code environments/NAME[:PORT]/portforward}: the one connection that a guest of an environment
 * makes to a port of the host.
 */
@ApplicationScoped
class EnvironmentPortForward implements Subresource {
  private static final Description DESCRIPTION =
      new Description(
          Resource.ENVIRONMENTS, "portforward", "EnvironmentPortForwardOptions", SESSION_VERBS);

  private final Vertx vertx;
  private final Limits limits;
  private final Opening opening;
  private final Whereabouts whereabouts;
  private final AgentDialer dialer;

  EnvironmentPortForward(
      Vertx vertx, Limits limits, Opening opening, Whereabouts whereabouts, AgentDialer dialer) {
    this.vertx = vertx;
    this.limits = limits;
    this.opening = opening;
    this.whereabouts = whereabouts;
    this.dialer = dialer;
  }

  @Override
  public Description description() {
    return DESCRIPTION;
  }

  @Override
  public boolean takesPort() {
    return true;
  }

  @Override
  public void serve(HttpServerRequest request, Caller.User user, ResourcePath path) throws Refused {
    var asked = PortForwardRequest.parse(path, request);
    opening.open(request, user, asked, () -> find(asked));
  }

  private Opening.Call find(SessionRequest asked) throws Refused {
    var path = asked.path();
    var home = whereabouts.environment(path.namespace(), path.name());
    var target = asked.at(AgentApi.ENVIRONMENTS + "/" + home.id());
    return () ->
        new Listening(
                vertx, limits, agent -> dialer.dial(agent, target), () -> agents(path, home.id()))
            .begin();
  }

  private Set<AgentAddress> agents(ResourcePath path, long id) throws Refused {
    var home = whereabouts.environment(path.namespace(), path.name());
    if (home.id() != id) {
      throw new Refused(Statuses.noSuch(path.resource(), path.name()));
    }
    if (home.agents().size() > limits.nodes()) {
      throw new Refused(Statuses.tooManyNodes(home.agents().size(), limits.nodes()));
    }
    return home.agents();
  }
}
