package dev.guestoperator.operator.gateway;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Turns a request into a session. The agent accepts before the client's upgrade is, so every
 * refusal is an answer that the client can show.
 */
@ApplicationScoped
class Opening {
  /** Finds out whom to call; only once it is sure that the user may know. */
  @FunctionalInterface
  interface Finder {
    Call find() throws Refused;
  }

  /** Calls, on the event loop of the client. */
  @FunctionalInterface
  interface Call {
    /** A failure is {@link Refused}, and nobody is connected then. */
    Future<? extends Callee> dial();
  }

  private final Vertx vertx;
  private final Limits limits;
  private final Admission admission;
  private final Sessions sessions;

  Opening(Vertx vertx, Limits limits, Admission admission, Sessions sessions) {
    this.vertx = vertx;
    this.limits = limits;
    this.admission = admission;
    this.sessions = sessions;
  }

  void open(HttpServerRequest request, Caller.User user, SessionRequest asked, Finder finder)
      throws Refused {
    Upgrade.requireProtocol(request, asked.path());
    sessions.enter();
    request.pause();
    vertx
        .executeBlocking(() -> admit(user, asked, finder), false)
        .compose(call -> connect(request, asked, call))
        .onSuccess(session -> sessions.run(session, user, asked))
        .onFailure(
            error -> {
              sessions.leave();
              request.resume();
              Gateway.fail(request, error);
            });
  }

  private Call admit(Caller.User user, SessionRequest asked, Finder finder) throws Refused {
    admission.admit(user, asked.path());
    return finder.find();
  }

  private Future<Session> connect(HttpServerRequest request, SessionRequest asked, Call call) {
    try {
      // Only now: client-go repeats a refused upgrade over SPDY and shows the second answer.
      Upgrade.requireWebSocket(request, asked.path());
    } catch (Refused refused) {
      return Future.failedFuture(refused);
    }
    return call.dial().compose(callee -> upgrade(request, callee));
  }

  private Future<Session> upgrade(HttpServerRequest request, Callee callee) {
    if (request.response().closed()) {
      callee.hangUp();
      return Future.failedFuture(new Refused(Statuses.clientSilent()));
    }
    request.resume();
    return request
        .toWebSocket()
        .map(
            socket -> {
              var connection = request.connection();
              var client = new Side(vertx, socket, limits.linger(), connection::close);
              return new Session(vertx, limits, client, callee);
            })
        .onFailure(error -> callee.hangUp());
  }
}
