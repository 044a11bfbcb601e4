package dev.guestoperator.operator.gateway;

import dev.guestoperator.agent.api.AgentApi;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;

/** Sessions with one guest, by the agent of its node. */
@ApplicationScoped
class GuestSessions {
  private final Opening opening;
  private final Whereabouts whereabouts;
  private final AgentDialer dialer;

  GuestSessions(Opening opening, Whereabouts whereabouts, AgentDialer dialer) {
    this.opening = opening;
    this.whereabouts = whereabouts;
    this.dialer = dialer;
  }

  /** Answers the request with a session, or why there is none. */
  void open(HttpServerRequest request, Caller.User user, SessionRequest asked) throws Refused {
    opening.open(request, user, asked, () -> find(asked));
  }

  private Opening.Call find(SessionRequest asked) throws Refused {
    var at = whereabouts.guest(asked.path().namespace(), asked.path().name());
    var target = asked.at(AgentApi.GUESTS + "/" + at.uid());
    return () -> dialer.dial(at.agent(), target).map(Callee.Answered::new);
  }
}
