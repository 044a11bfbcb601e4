package dev.guestoperator.operator.gateway;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/**
 * Turns a request for {@code guests/NAME/attach} into a session. The agent accepts before the
 * client's upgrade is, so every refusal is an answer that the client can show.
 */
@ApplicationScoped
class Attachments implements Subresource {
  /** A WebSocket begins with a GET; to write, the user needs create as well. */
  private static final Description DESCRIPTION =
      new Description("attach", "GuestAttachOptions", List.of("create", "get"));

  private final Vertx vertx;
  private final Limits limits;
  private final Admission admission;
  private final AgentDialer dialer;
  private final Sessions sessions;

  Attachments(
      Vertx vertx, Limits limits, Admission admission, AgentDialer dialer, Sessions sessions) {
    this.vertx = vertx;
    this.limits = limits;
    this.admission = admission;
    this.dialer = dialer;
    this.sessions = sessions;
  }

  @Override
  public Description description() {
    return DESCRIPTION;
  }

  @Override
  public void serve(HttpServerRequest request, Caller.User user, GuestPath guest) throws Refused {
    Upgrade.requireProtocol(request);
    var attach = AttachRequest.parse(guest, request);
    sessions.enter();
    request.pause();
    vertx
        .executeBlocking(() -> admission.admit(user, attach), false)
        .compose(at -> connect(request, at, attach))
        .onSuccess(session -> sessions.run(session, user, attach))
        .onFailure(
            error -> {
              sessions.leave();
              request.resume();
              Gateway.fail(request, error);
            });
  }

  private Future<Session> connect(
      HttpServerRequest request, GuestLocator.Place.At at, AttachRequest attach) {
    try {
      // Only now: client-go repeats a refused upgrade over SPDY and shows the second answer.
      Upgrade.requireWebSocket(request);
    } catch (Refused refused) {
      return Future.failedFuture(refused);
    }
    return dialer.dial(at, attach).compose(agent -> upgrade(request, agent));
  }

  private Future<Session> upgrade(HttpServerRequest request, Side agent) {
    if (request.response().closed()) {
      agent.hangUp();
      return Future.failedFuture(new Refused(Statuses.clientSilent()));
    }
    request.resume();
    return request
        .toWebSocket()
        .map(
            socket -> {
              var connection = request.connection();
              var client = new Side(vertx, socket, limits.linger(), connection::close);
              return new Session(vertx, limits, client, agent);
            })
        .onFailure(error -> agent.hangUp());
  }
}
