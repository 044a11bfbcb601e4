package dev.guestoperator.operator.gateway;

import dev.guestoperator.agent.api.BalloonReport;
import dev.guestoperator.operator.node.AgentAnswer;
import dev.guestoperator.operator.node.Agents;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** {@code GET guests/NAME/balloon}: what is in the balloon at this moment. */
@ApplicationScoped
class GuestBalloon implements Subresource {
  private static final Description DESCRIPTION =
      new Description(Resource.GUESTS, "balloon", "GuestBalloon", List.of("get"));

  private final Questions questions;
  private final Agents agents;

  GuestBalloon(Questions questions, Agents agents) {
    this.questions = questions;
    this.agents = agents;
  }

  @Override
  public Description description() {
    return DESCRIPTION;
  }

  @Override
  public void serve(HttpServerRequest request, Caller.User user, ResourcePath guest)
      throws Refused {
    Query.requireMethod(request, HttpMethod.GET);
    Query.of(request, DESCRIPTION.name());
    questions.ask(request, guest, DESCRIPTION.kind(), this::balloon);
  }

  private BalloonReport balloon(GuestLocator.Place.At at) throws Refused {
    return switch (agents.balloon(at.agent().node(), at.agent().hostAndPort(), at.uid())) {
      case AgentAnswer.Balloon(var report) -> report;
      case AgentAnswer.Failed failed ->
          throw new Refused(AgentFailures.of(at.agent().node(), failed));
    };
  }
}
