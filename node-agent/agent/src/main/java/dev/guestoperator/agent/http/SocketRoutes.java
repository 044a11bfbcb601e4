package dev.guestoperator.agent.http;

import dev.guestoperator.agent.api.AgentApi;
import dev.guestoperator.agent.guest.RefusedException;
import dev.guestoperator.agent.guest.RefusedException.Kind;
import dev.guestoperator.agent.vsock.HostPort;
import dev.guestoperator.vsock.environment.VsockConnection;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;

/** Upgrades to vsock connections: to a port of a guest, or from guests to a port of the host. */
@ApplicationScoped
class SocketRoutes {
  private final Sockets sockets;
  private final Upgrades upgrades;

  SocketRoutes(Sockets sockets, Upgrades upgrades) {
    this.sockets = sockets;
    this.upgrades = upgrades;
  }

  void install(@Observes Router router) {
    router
        .get(AgentApi.GUESTS + "/:uid/portforward")
        .handler(
            context -> upgrades.upgrade(context, () -> connect(context), SocketSession::start));
    router
        .get(AgentApi.ENVIRONMENTS + "/:id/portforward")
        .handler(context -> upgrades.upgrade(context, () -> listen(context), ListenSession::start));
  }

  private VsockConnection connect(RoutingContext context)
      throws RefusedException, IOException, InterruptedException {
    var uid = context.pathParam("uid");
    Validation.checkUid(uid);
    return sockets.connect(uid, Sockets.port(context.request().getParam("port")));
  }

  private HostPort listen(RoutingContext context) throws RefusedException, IOException {
    var id = context.pathParam("id");
    if (!id.matches("[0-9]{1,18}")) {
      throw new RefusedException(Kind.INVALID, "The environment's id counts from 0.");
    }
    return sockets.listen(Long.parseLong(id), Sockets.port(context.request().getParam("port")));
  }
}
