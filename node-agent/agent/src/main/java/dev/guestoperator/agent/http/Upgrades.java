package dev.guestoperator.agent.http;

import dev.guestoperator.agent.guest.RefusedException;
import dev.guestoperator.agent.guest.RefusedException.Kind;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.vertx.core.Context;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.jboss.logging.Logger;

/**
 * Turns requests into sessions. What a session talks with is opened first, so that every refusal is
 * an answer, and who sees the upgrade succeed misses nothing from then on.
 */
@ApplicationScoped
class Upgrades {
  private static final Logger LOG = Logger.getLogger(Upgrades.class);
  private static final LastWord STOPPING =
      new LastWord.Failure(
          503, "AgentStopping", "the node agent is stopping; the guest goes on, try again");

  private final Set<SessionSocket> open = ConcurrentHashMap.newKeySet();

  /** Opens what a session talks with; may wait. */
  @FunctionalInterface
  interface Opening<T> {
    T open() throws RefusedException, IOException, InterruptedException;
  }

  /**
   * Answers the request.
   *
   * @param begin takes over what was opened, on the event loop
   */
  <T extends AutoCloseable> void upgrade(
      RoutingContext context, Opening<T> opening, BiConsumer<SessionSocket, T> begin) {
    var request = context.request();
    var loop = context.vertx().getOrCreateContext();
    request.pause();
    Thread.startVirtualThread(() -> open(context, loop, opening, begin));
  }

  private <T extends AutoCloseable> void open(
      RoutingContext context,
      Context loop,
      Opening<T> opening,
      BiConsumer<SessionSocket, T> begin) {
    try {
      checkProtocol(context.request());
      var opened = opening.open();
      loop.runOnContext(_ -> accept(context.request(), opened, begin));
    } catch (RefusedException refused) {
      loop.runOnContext(_ -> refuse(context, refused));
    } catch (IOException | InterruptedException | RuntimeException failed) {
      LOG.errorf(failed, "A session was not opened: %s", context.request().path());
      loop.runOnContext(
          _ ->
              Answers.refuse(
                  context, 500, "AgentFailed", "The node agent failed; its log says why."));
    }
  }

  private <T extends AutoCloseable> void accept(
      HttpServerRequest request, T opened, BiConsumer<SessionSocket, T> begin) {
    request.resume();
    request
        .toWebSocket()
        .onSuccess(
            socket -> {
              var session = new SessionSocket(socket, open::remove);
              open.add(session);
              begin.accept(session, opened);
            })
        .onFailure(
            failed -> {
              LOG.debugf("A session did not begin: %s", failed.getMessage());
              close(opened);
            });
  }

  /** Whoever has not been told otherwise is told that the agent stops. */
  void stop(@Observes ShutdownDelayInitiatedEvent event) {
    open.forEach(session -> Thread.startVirtualThread(() -> session.endEarly(STOPPING)));
  }

  private static void close(AutoCloseable opened) {
    try {
      opened.close();
    } catch (Exception failed) {
      LOG.warnf("What a session was to talk with is not closed: %s", failed);
    }
  }

  private static void refuse(RoutingContext context, RefusedException refused) {
    context.request().resume();
    Answers.refuse(
        context,
        Refusals.status(refused.kind()),
        Refusals.reason(refused.kind()),
        refused.getMessage());
  }

  /** The server would answer 101 whatever the client offers. */
  private static void checkProtocol(HttpServerRequest request) throws RefusedException {
    var offered = request.getHeader("Sec-WebSocket-Protocol");
    var upgrade = "websocket".equalsIgnoreCase(request.getHeader("Upgrade"));
    if (!upgrade
        || offered == null
        || Arrays.stream(offered.split(","))
            .map(String::strip)
            .noneMatch(Channels.PROTOCOL::equals)) {
      throw new RefusedException(
          Kind.INVALID, "Upgrade to a WebSocket with the subprotocol " + Channels.PROTOCOL + ".");
    }
  }
}
