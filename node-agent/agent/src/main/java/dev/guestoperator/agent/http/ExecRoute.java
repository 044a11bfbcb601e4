package dev.guestoperator.agent.http;

import dev.guestoperator.agent.api.AgentApi;
import dev.guestoperator.agent.guest.RefusedException;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;

/** Upgrades to programs in a guest, which its vshd starts. */
@ApplicationScoped
class ExecRoute {
  private final Sockets sockets;
  private final Upgrades upgrades;

  ExecRoute(Sockets sockets, Upgrades upgrades) {
    this.sockets = sockets;
    this.upgrades = upgrades;
  }

  void install(@Observes Router router) {
    router
        .get(AgentApi.GUESTS + "/:uid/exec")
        .handler(context -> upgrades.upgrade(context, () -> start(context), ExecSession::start));
  }

  private Shell start(RoutingContext context)
      throws RefusedException, IOException, InterruptedException {
    var uid = context.pathParam("uid");
    Validation.checkUid(uid);
    var request = ExecRequest.parse(context.request().params());
    return Shell.start(sockets.connect(uid, request.port()), request);
  }
}
