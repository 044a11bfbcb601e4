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
import java.util.Arrays;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Upgrades to sessions at the serial port or the virtio console of a guest. */
@ApplicationScoped
class AttachRoute {
  private static final Logger LOG = Logger.getLogger(AttachRoute.class);
  private static final int MAXIMUM_LINES = 100_000;

  private final Guests guests;

  AttachRoute(Guests guests) {
    this.guests = guests;
  }

  void install(@Observes Router router) {
    router.get(AgentApi.GUESTS + "/:uid/attach").handler(this::attach);
  }

  private void attach(RoutingContext context) {
    var request = context.request();
    try {
      Validation.checkUid(context.pathParam("uid"));
      checkUpgrade(request);
      var scrollback = scrollback(request);
      port(context.pathParam("uid"), request.getParam("device", ""))
          .ifPresentOrElse(
              port -> view(context, port, scrollback),
              () ->
                  Answers.refuse(
                      context, 404, "NotFound", "There is no such guest or device on this node."));
    } catch (RefusedException invalid) {
      Answers.refuse(context, 400, "Invalid", invalid.getMessage());
    }
  }

  /** Before the upgrade, so that who sees that succeed misses nothing from then on. */
  private static void view(RoutingContext context, Port port, Scrollback scrollback) {
    context.request().pause();
    context
        .vertx()
        .executeBlocking(() -> port.view(scrollback), false)
        .onSuccess(
            view ->
                view.ifPresentOrElse(
                    viewer -> upgrade(context.request(), port, viewer),
                    () ->
                        Answers.refuse(
                            context,
                            429,
                            "TooManyViewers",
                            "Too many people watch this device; try again later.")))
        .onFailure(
            failed -> {
              LOG.error("A log cannot be read", failed);
              Answers.refuse(
                  context, 500, "StorageFailed", "The node cannot read the log of this device.");
            });
  }

  private static void upgrade(HttpServerRequest request, Port port, Viewer viewer) {
    request
        .toWebSocket()
        .onSuccess(socket -> new AttachSession(socket, port, viewer).start())
        .onFailure(
            failed -> {
              LOG.debugf("A session did not begin: %s", failed.getMessage());
              viewer.close();
            });
    request.resume();
  }

  private Optional<Port> port(String uid, String device) throws RefusedException {
    return switch (device) {
      case "serial" -> guests.ports(uid).map(ports -> ports.serial());
      case "console" ->
          guests.ports(uid).filter(_ -> guests.hasConsole(uid)).map(ports -> ports.console());
      default -> throw new RefusedException(Kind.INVALID, "device must be serial or console.");
    };
  }

  private static void checkUpgrade(HttpServerRequest request) throws RefusedException {
    var offered = request.getHeader("Sec-WebSocket-Protocol");
    var upgrade = "websocket".equalsIgnoreCase(request.getHeader("Upgrade"));
    // The server would answer 101 whatever the client offers.
    if (!upgrade
        || offered == null
        || Arrays.stream(offered.split(","))
            .map(String::strip)
            .noneMatch(Channels.PROTOCOL::equals)) {
      throw new RefusedException(
          Kind.INVALID, "Upgrade to a WebSocket with the subprotocol " + Channels.PROTOCOL + ".");
    }
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
