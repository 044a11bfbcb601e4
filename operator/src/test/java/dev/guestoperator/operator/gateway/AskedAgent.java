package dev.guestoperator.operator.gateway;

import dev.guestoperator.operator.TestAuthority;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemTrustOptions;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * An agent that answers questions about a guest as its uid says: the name of a {@link Behaviour}.
 */
final class AskedAgent implements AutoCloseable {
  enum Behaviour {
    BALLOON(200, GatewayQuestionsTest.REPORT),
    INTERRUPTS(200, "{\"requested\":1000,\"taken\":999}"),
    NOT_FOUND(404, "{\"reason\":\"NotFound\",\"message\":\"There is no such guest.\"}"),
    NO_BALLOON(409, "{\"reason\":\"NoBalloon\",\"message\":\"Set virtio.balloon.\"}"),
    FORBIDDEN(403, "{\"reason\":\"Forbidden\",\"message\":\"You are not the operator.\"}"),
    BROKEN(500, "<html>"),
    GARBAGE(200, "<html>"),
    /** Answers when it is told to. */
    HELD(200, GatewayQuestionsTest.REPORT),
    SILENT(0, "");

    private final int code;
    private final String body;

    Behaviour(int code, String body) {
      this.code = code;
      this.body = body;
    }
  }

  /** Method and URI of each request. */
  final List<String> requests = new CopyOnWriteArrayList<>();

  private final Queue<HttpServerRequest> held = new ConcurrentLinkedQueue<>();
  private final Vertx vertx = Vertx.vertx();
  private final HttpServer server;

  AskedAgent(TestAuthority authority, String commonName) {
    var options =
        new HttpServerOptions()
            .setSsl(true)
            .setUseAlpn(true)
            .setKeyCertOptions(authority.issue(commonName).options())
            .setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(authority.pem())))
            .setClientAuth(ClientAuth.REQUIRED);
    server =
        GatewayClient.join(
            vertx.createHttpServer(options).requestHandler(this::handle).listen(0, "127.0.0.1"));
  }

  int port() {
    return server.actualPort();
  }

  int heldRequests() {
    return held.size();
  }

  void release() {
    held.forEach(request -> answer(request, Behaviour.HELD));
    held.clear();
  }

  @Override
  public void close() {
    GatewayClient.join(vertx.close());
  }

  private void handle(HttpServerRequest request) {
    requests.add(request.method() + " " + request.uri());
    var behaviour = Behaviour.valueOf(request.path().split("/")[3]);
    switch (behaviour) {
      case SILENT -> {}
      case HELD -> held.add(request);
      default -> answer(request, behaviour);
    }
  }

  private static void answer(HttpServerRequest request, Behaviour behaviour) {
    request.response().setStatusCode(behaviour.code).end(behaviour.body);
  }
}
