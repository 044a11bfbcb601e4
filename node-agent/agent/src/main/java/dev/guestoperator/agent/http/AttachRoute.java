package dev.guestoperator.agent.http;

import dev.guestoperator.agent.api.AgentApi;
import dev.guestoperator.agent.guest.Guests;
import dev.guestoperator.agent.guest.RefusedException;
import dev.guestoperator.agent.guest.RefusedException.Kind;
import dev.guestoperator.agent.serial.Port;
import dev.guestoperator.agent.serial.Scrollback;
import dev.guestoperator.agent.serial.Viewer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Upgrades to sessions at the serial port or the virtio console of a guest. */
@ApplicationScoped
class AttachRoute {
  private static final Logger LOG = Logger.getLogger(AttachRoute.class);
  private static final int MAXIMUM_LINES = 100_000;

  private final Guests guests;
  private final Upgrades upgrades;

  AttachRoute(Guests guests, Upgrades upgrades) {
    this.guests = guests;
    this.upgrades = upgrades;
  }

  private record View(Port port, Viewer viewer) implements AutoCloseable {
    @Override
    public void close() {
      viewer.close();
    }
  }

  void install(@Observes Router router) {
    router
        .get(AgentApi.GUESTS + "/:uid/attach")
        .handler(
            context ->
                upgrades.upgrade(
                    context,
                    () -> view(context),
                    (socket, view) -> AttachSession.start(socket, view.port(), view.viewer())));
  }

  private View view(RoutingContext context) throws RefusedException {
    var request = context.request();
    var uid = context.pathParam("uid");
    Validation.checkUid(uid);
    var scrollback = scrollback(request);
    var port =
        port(uid, request.getParam("device", ""))
            .orElseThrow(
                () ->
                    new RefusedException(
                        Kind.NOT_FOUND, "There is no such guest or device on this node."));
    return new View(port, viewer(port, scrollback));
  }

  private static Viewer viewer(Port port, Scrollback scrollback) throws RefusedException {
    try {
      return port.view(scrollback)
          .orElseThrow(
              () ->
                  new RefusedException(
                      Kind.TOO_MANY_VIEWERS,
                      "Too many people watch this device; try again later."));
    } catch (IOException unreadable) {
      LOG.error("A log cannot be read", unreadable);
      throw new RefusedException(
          Kind.STORAGE_FAILED, "The node cannot read the log of this device.");
    }
  }

  private Optional<Port> port(String uid, String device) throws RefusedException {
    return switch (device) {
      case "serial" -> guests.ports(uid).map(ports -> ports.serial());
      case "console" ->
          guests.ports(uid).filter(_ -> guests.hasConsole(uid)).map(ports -> ports.console());
      default -> throw new RefusedException(Kind.INVALID, "device must be serial or console.");
    };
  }

  private static Scrollback scrollback(HttpServerRequest request) throws RefusedException {
    if (Boolean.parseBoolean(request.getParam("fromStart"))) {
      return new Scrollback.All();
    }
    var lines = request.getParam("tailLines", "0");
    if (!lines.matches("[0-9]{1,6}") || Integer.parseInt(lines) > MAXIMUM_LINES) {
      throw new RefusedException(Kind.INVALID, "tailLines must be 0 to " + MAXIMUM_LINES + ".");
    }
    return new Scrollback.Lines(Integer.parseInt(lines));
  }
}
