package dev.guestoperator.operator.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.guestoperator.agent.api.Refusal;
import dev.guestoperator.operator.TestAuthority;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrame;
import io.vertx.core.json.Json;
import io.vertx.core.net.PemTrustOptions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** An agent that does with each guest what its uid says: the name of a {@link Behaviour}. */
final class SessionAgent implements AutoCloseable {
  static final String SUCCESS = "{\"kind\":\"Status\",\"status\":\"Success\"}";

  /** How much FLOOD offers, in messages of a channel byte and FLOOD_CHUNK bytes. */
  static final int FLOOD_MESSAGES = 8192;

  static final int FLOOD_CHUNK = 32 * 1024;

  enum Behaviour {
    /** Sends what it reads on channel 0 back on channel 1; a half-close ends it with success. */
    ECHO,
    /** Sends as much as is taken, then success. */
    FLOOD,
    /** Reads nothing, so it answers no ping either. */
    STALL,
    /** Ends with success before anybody can have said anything. */
    HASTY,
    FAILURE,
    /** Says half a message and breaks the connection. */
    CUT,
    CLOSE_WITHOUT_STATUS,
    /** Sends bytes that are no WebSocket frame. */
    GARBAGE,
    /** Never answers the request. */
    SLOW_DIAL,
    NOT_FOUND,
    /** Refuses with a sentence for the user. */
    REFUSE(409, "NoConsole", "Set virtio.console."),
    NO_VSOCK(409, "NoVsock", "Set spec.virtio.vsock."),
    SHELL_REFUSED(422, "ShellRefused", "could not find user: nobody"),
    CONNECTION_REFUSED(502, "ConnectionRefused", "Nobody listens at port 9001 of the guest."),
    VSOCK_NOT_READY(503, "VsockNotReady", "The guest's vsock driver is not up yet."),
    /** Ends as a process does that exits with 7. */
    EXIT_7,
    /** Says nothing more from the start, and ends with success when the client has ended too. */
    LISTENER;

    private final int code;
    private final Refusal refusal;

    Behaviour() {
      this(0, "", "");
    }

    Behaviour(int code, String reason, String message) {
      this.code = code;
      this.refusal = new Refusal(reason, message);
    }
  }

  static final String EXIT_STATUS =
      """
      {"kind":"Status","status":"Failure","reason":"NonZeroExitCode","code":500,
       "details":{"causes":[{"reason":"ExitCode","message":"7"}]}}
      """;

  private final HttpServer server;

  /** The requests' URIs. */
  final List<String> requests = new CopyOnWriteArrayList<>();

  /** Control messages that arrived as they are. */
  final List<Buffer> halfCloses = new CopyOnWriteArrayList<>();

  /** What the gateway or the kernel has taken of FLOOD. */
  final AtomicLong taken = new AtomicLong();

  /** What LISTENER has read. */
  final StringBuffer heard = new StringBuffer();

  /** Sessions that are open. */
  final AtomicLong open = new AtomicLong();

  private final List<ServerWebSocket> stalled = new CopyOnWriteArrayList<>();

  SessionAgent(Vertx vertx, TestAuthority authority, String commonName) {
    var options =
        new HttpServerOptions()
            .setSsl(true)
            .setKeyCertOptions(authority.issue(commonName).options())
            .setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(authority.pem())))
            .setClientAuth(ClientAuth.REQUIRED)
            .setMaxInitialLineLength(16 * 1024)
            .addWebSocketSubProtocol("v5.channel.k8s.io");
    server =
        vertx
            .createHttpServer(options)
            .requestHandler(this::handle)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .join();
  }

  /** Has those that stall read again. */
  void wake() {
    stalled.forEach(socket -> socket.resume());
    stalled.clear();
  }

  int port() {
    return server.actualPort();
  }

  @Override
  public void close() {
    server.close().toCompletionStage().toCompletableFuture().join();
  }

  private void handle(HttpServerRequest request) {
    requests.add(request.uri());
    var behaviour = Behaviour.valueOf(request.path().split("/")[3]);
    switch (behaviour) {
      case SLOW_DIAL -> {}
      case GARBAGE -> garbage(request);
      case NOT_FOUND -> request.response().setStatusCode(404).end();
      case REFUSE, NO_VSOCK, SHELL_REFUSED, CONNECTION_REFUSED, VSOCK_NOT_READY ->
          request
              .response()
              .setStatusCode(behaviour.code)
              .end(Json.encodeToBuffer(behaviour.refusal));
      default ->
          request
              .toWebSocket()
              .onSuccess(
                  socket -> {
                    open.incrementAndGet();
                    socket.closeHandler(closed -> open.decrementAndGet());
                    attached(request, socket, behaviour);
                  });
    }
  }

  private void attached(HttpServerRequest request, ServerWebSocket socket, Behaviour behaviour) {
    switch (behaviour) {
      case ECHO -> socket.binaryMessageHandler(message -> echo(socket, message));
      case FLOOD -> flood(socket, 0);
      case STALL -> stalled.add(socket.pause());
      case HASTY -> end(socket, SUCCESS);
      case FAILURE ->
          end(socket, "{\"kind\":\"Status\",\"status\":\"Failure\",\"message\":\"Guest is off.\"}");
      case CUT ->
          socket
              .writeFrame(WebSocketFrame.binaryFrame(Buffer.buffer("\1half"), false))
              .onComplete(sent -> request.connection().close());
      case CLOSE_WITHOUT_STATUS -> socket.close();
      case EXIT_7 -> end(socket, EXIT_STATUS);
      case LISTENER -> listen(socket);
      case GARBAGE,
          SLOW_DIAL,
          NOT_FOUND,
          REFUSE,
          NO_VSOCK,
          SHELL_REFUSED,
          CONNECTION_REFUSED,
          VSOCK_NOT_READY ->
          throw new IllegalStateException();
    }
  }

  private void echo(ServerWebSocket socket, Buffer message) {
    if (message.getByte(0) != 0) {
      halfCloses.add(message);
      end(socket, SUCCESS);
      return;
    }
    socket.write(message.setByte(0, (byte) 1));
    if (socket.writeQueueFull()) {
      socket.pause();
      socket.drainHandler(drained -> socket.resume());
    }
  }

  private void listen(ServerWebSocket socket) {
    socket.write(Buffer.buffer(new byte[] {(byte) 255, 1}));
    socket.binaryMessageHandler(
        message -> {
          if (message.getByte(0) == 0) {
            heard.append(message.getString(1, message.length()));
          } else {
            end(socket, SUCCESS);
          }
        });
  }

  private void flood(ServerWebSocket socket, int sent) {
    socket.drainHandler(null);
    for (int i = sent; i < FLOOD_MESSAGES; i++) {
      if (socket.writeQueueFull()) {
        int next = i;
        socket.drainHandler(drained -> flood(socket, next));
        return;
      }
      socket.write(floodMessage(i));
      taken.addAndGet(FLOOD_CHUNK);
    }
    end(socket, SUCCESS);
  }

  static Buffer floodMessage(int index) {
    var payload = new byte[FLOOD_CHUNK];
    Arrays.fill(payload, (byte) index);
    return Buffer.buffer().appendByte((byte) 1).appendBytes(payload);
  }

  private static void garbage(HttpServerRequest request) {
    var key = request.getHeader("Sec-WebSocket-Key") + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    try {
      var accept = MessageDigest.getInstance("SHA-1").digest(key.getBytes(ISO_8859_1));
      request
          .response()
          .setStatusCode(101)
          .putHeader("Upgrade", "websocket")
          .putHeader("Connection", "Upgrade")
          .putHeader("Sec-WebSocket-Protocol", "v5.channel.k8s.io")
          .putHeader("Sec-WebSocket-Accept", Base64.getEncoder().encodeToString(accept));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
    request.toNetSocket().onSuccess(socket -> socket.write(Buffer.buffer(new byte[] {-1, -1, -1})));
  }

  private static void end(ServerWebSocket socket, String status) {
    socket.write(Buffer.buffer().appendByte((byte) 3).appendString(status));
    socket.close();
  }
}
