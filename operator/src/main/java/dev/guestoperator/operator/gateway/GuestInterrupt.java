package dev.guestoperator.operator.gateway;

import dev.guestoperator.agent.api.Raised;
import dev.guestoperator.operator.node.AgentAnswer;
import dev.guestoperator.operator.node.Agents;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** {@code POST guests/NAME/interrupt?line=L&count=N}: raises a line by hand. */
@ApplicationScoped
class GuestInterrupt implements Subresource {
  private static final Description DESCRIPTION =
      new Description(Resource.GUESTS, "interrupt", "GuestInterrupt", List.of("create"));

  private final Questions questions;
  private final Agents agents;

  GuestInterrupt(Questions questions, Agents agents) {
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
    Query.requireMethod(request, HttpMethod.POST);
    var interrupts = InterruptRequest.parse(Query.of(request, DESCRIPTION.name(), "line", "count"));
    questions.ask(request, guest, DESCRIPTION.kind(), at -> raise(at, interrupts));
  }

  private Raised raise(GuestLocator.Place.At at, InterruptRequest interrupts) throws Refused {
    var answer =
        agents.interrupt(
            at.agent().node(),
            at.agent().hostAndPort(),
            at.uid(),
            interrupts.line(),
            interrupts.count());
    return switch (answer) {
      case AgentAnswer.Interrupted(var raised) -> raised;
      case AgentAnswer.Failed failed ->
          throw new Refused(AgentFailures.of(at.agent().node(), failed));
    };
  }
}
