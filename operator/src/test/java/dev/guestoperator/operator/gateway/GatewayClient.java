package dev.guestoperator.operator.gateway;

import dev.guestoperator.operator.TestAuthority;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** Asks the gateway as kube-apiserver does, or as somebody who pretends to be it. */
final class GatewayClient implements AutoCloseable {
  static final String API = "/apis/subresources.guest-operator.dev/v1alpha1";

  private final Vertx vertx = Vertx.vertx();
  private final int port;
  private final HttpClient http;
  private final WebSocketClient sockets;

  /**
   * @param identity may be null, for nobody
   */
  GatewayClient(int port, TestAuthority.Identity identity) {
    this.port = port;
    var forHttp = new HttpClientOptions().setSsl(true).setTrustAll(true).setVerifyHost(false);
    var forSockets =
        new WebSocketClientOptions()
            .setSsl(true)
            .setTrustAll(true)
            .setVerifyHost(false)
            .setMaxFrameSize(1 << 20);
    if (identity != null) {
      forHttp.setKeyCertOptions(identity.options());
      forSockets.setKeyCertOptions(identity.options());
    }
    http = vertx.createHttpClient(forHttp);
    sockets = vertx.createWebSocketClient(forSockets);
  }

  /** An answer that is no session. */
  record Answer(int code, String body) {
    Status status() {
      return Serialization.unmarshal(body, Status.class);
    }
  }

  static MultiMap as(String user) {
    return MultiMap.caseInsensitiveMultiMap().add("X-Remote-User", user);
  }

  Answer get(String path, MultiMap headers) {
    return request(HttpMethod.GET, path, headers);
  }

  Answer request(HttpMethod method, String path, MultiMap headers) {
    var options =
        new RequestOptions()
            .setMethod(method)
            .setHost("localhost")
            .setPort(port)
            .setURI(path)
            .setHeaders(headers);
    return join(http.request(options).compose(GatewayClient::answer));
  }

  /** Asks for the body as the response begins: in another thread, it could be over by then. */
  private static Future<Answer> answer(HttpClientRequest request) {
    return request
        .send()
        .compose(
            response ->
                response.body().map(body -> new Answer(response.statusCode(), body.toString())));
  }

  ClientEnd attach(String user, String guest) {
    return open(user, "guests/" + guest + "/attach?device=serial");
  }

  /**
   * A session of the user.
   *
   * @param request below the namespace
   */
  ClientEnd open(String user, String request) {
    return join(connect(as(user), request, "v5.channel.k8s.io"));
  }

  /** The answer to an upgrade of the user that is refused. */
  Answer refused(String user, String request) {
    return refused(as(user), request, "v5.channel.k8s.io");
  }

  /** The answer to an upgrade that is refused. */
  Answer refused(MultiMap headers, String request, String protocol) {
    try {
      join(connect(headers, request, protocol));
    } catch (CompletionException e) {
      if (e.getCause() instanceof UpgradeRejectedException rejected) {
        return new Answer(rejected.getStatus(), String.valueOf(rejected.getBody()));
      }
      throw e;
    }
    throw new AssertionError("The upgrade was not refused.");
  }

  Future<ClientEnd> connect(MultiMap headers, String request, String protocol) {
    var options =
        new WebSocketConnectOptions()
            .setHost("localhost")
            .setPort(port)
            .setURI(API + "/namespaces/ns/" + request)
            .setHeaders(headers);
    if (protocol != null) {
      options.addSubProtocol(protocol);
    }
    // The other end may speak before this thread knows that it is connected.
    var socket = sockets.webSocket();
    var end = new ClientEnd(socket);
    return socket.connect(options).map(connected -> end);
  }

  /** Ends everything at once, as a killed client does. */
  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  static <T> T join(Future<T> future) {
    return future.timeout(60, TimeUnit.SECONDS).toCompletionStage().toCompletableFuture().join();
  }

  static Buffer message(int channel, String data) {
    return Buffer.buffer().appendByte((byte) channel).appendString(data);
  }
}
