package dev.guestoperator.operator.gateway;

import static org.awaitility.Awaitility.await;

import dev.guestoperator.agent.api.Refusal;
import dev.guestoperator.operator.TestAuthority;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.Json;
import io.vertx.core.net.PemTrustOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** The agent of a node, where guests connect to a port of the host when a test says so. */
final class ListeningAgent implements AutoCloseable {
  enum Behaviour {
    LISTENS,
    PORT_TAKEN,
    TOO_MANY,
    SILENT,
    /** Ends each session with a Status, as an agent does that is being stopped. */
    STOPPING,
    /** Has a guest that connects at once. */
    EAGER,
    /** Has a guest that connects at once and sends as much as is taken. */
    FLOOD
  }

  private static final byte[] CONNECTED = {1};

  volatile Behaviour behaviour = Behaviour.LISTENS;

  /** The requests' URIs. */
  final List<String> requests = new CopyOnWriteArrayList<>();

  /** What clients have sent to guests. */
  final StringBuffer heard = new StringBuffer();

  /** What of FLOOD was taken. */
  final AtomicLong taken = new AtomicLong();

  private final List<ServerWebSocket> open = new CopyOnWriteArrayList<>();
  private final String node;
  private final Vertx vertx = Vertx.vertx();
  private final HttpServer server;

  ListeningAgent(TestAuthority authority, String node) {
    this.node = node;
    var options =
        new HttpServerOptions()
            .setSsl(true)
            .setKeyCertOptions(authority.issue("guest-agent:" + node).options())
            .setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(authority.pem())))
            .setClientAuth(ClientAuth.REQUIRED)
            .addWebSocketSubProtocol("v5.channel.k8s.io");
    server =
        GatewayClient.join(
            vertx.createHttpServer(options).requestHandler(this::handle).listen(0, "127.0.0.1"));
  }

  AgentAddress address() {
    return new AgentAddress(node, "127.0.0.1", server.actualPort());
  }

  /** Sessions that are open. */
  int open() {
    return open.size();
  }

  /** A guest connects, as soon as somebody listens. */
  void connect() {
    awaitOpen();
    open.forEach(socket -> socket.write(Buffer.buffer(CONNECTED)));
  }

  /** Has the connection broken as by a restart, as soon as there is one. */
  void breakOff() {
    awaitOpen();
    open.forEach(socket -> socket.close((short) 1001));
  }

  @Override
  public void close() {
    GatewayClient.join(vertx.close());
  }

  private void awaitOpen() {
    await().atMost(Duration.ofSeconds(30)).until(() -> !open.isEmpty());
  }

  private void handle(HttpServerRequest request) {
    requests.add(request.uri());
    switch (behaviour) {
      case LISTENS, STOPPING, EAGER, FLOOD -> request.toWebSocket().onSuccess(this::accept);
      case PORT_TAKEN -> refuse(request, 409, "PortTaken", "Port 5000 is taken on " + node + ".");
      case TOO_MANY -> refuse(request, 429, "TooManySessions", "Close a session.");
      case SILENT -> {}
    }
  }

  private static void refuse(HttpServerRequest request, int code, String reason, String message) {
    request.response().setStatusCode(code).end(Json.encodeToBuffer(new Refusal(reason, message)));
  }

  private void accept(ServerWebSocket socket) {
    open.add(socket);
    socket.closeHandler(closed -> open.remove(socket));
    socket.binaryMessageHandler(message -> heard(socket, message));
    switch (behaviour) {
      case EAGER -> socket.write(Buffer.buffer(CONNECTED));
      case STOPPING -> succeed(socket);
      case FLOOD -> {
        socket.write(Buffer.buffer(CONNECTED));
        flood(socket, 0);
      }
      case LISTENS, PORT_TAKEN, TOO_MANY, SILENT -> {}
    }
  }

  private void heard(ServerWebSocket socket, Buffer message) {
    if (message.getByte(0) == 0) {
      heard.append(message.getString(1, message.length()));
      socket.write(message.setByte(0, (byte) 1));
    } else {
      succeed(socket);
    }
  }

  private void flood(ServerWebSocket socket, int sent) {
    socket.drainHandler(null);
    for (int i = sent; i < SessionAgent.FLOOD_MESSAGES; i++) {
      if (socket.writeQueueFull()) {
        int next = i;
        socket.drainHandler(drained -> flood(socket, next));
        return;
      }
      socket.write(SessionAgent.floodMessage(i));
      taken.addAndGet(SessionAgent.FLOOD_CHUNK);
    }
    succeed(socket);
  }

  private static void succeed(ServerWebSocket socket) {
    socket.write(GatewayClient.message(3, SessionAgent.SUCCESS));
    socket.close();
  }
}
