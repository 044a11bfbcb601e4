package dev.guestoperator.kubectl.stream;

import dev.guestoperator.kubectl.config.Cluster;
import dev.guestoperator.kubectl.config.Problem;
import dev.guestoperator.kubectl.config.Unreachable;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.RequestConfig;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.Interceptor.RequestTags;
import io.fabric8.kubernetes.client.http.StandardHttpRequest;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.fabric8.kubernetes.client.utils.HttpClientUtils;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/**
 * Opens sessions through the API server. It takes the JDK's WebSocket with Fabric8's configuration
 * and credentials, because Fabric8's own tells neither when a message is sent nor that a ping came.
 */
public final class Dialer {
  private static final Duration CONNECT = Duration.ofSeconds(30);

  private final Cluster cluster;

  public Dialer(Cluster cluster) {
    this.cluster = cluster;
  }

  /**
   * @throws Problem if the session is refused or nobody answers
   */
  public Session dial(SerialRequest request, OutputStream out, OutputStream err) {
    var config = cluster.config();
    var session = new Session(out, err, Session.Liveness.DEFAULT);
    var uri = request.uri(config.getMasterUrl());
    var builder =
        cluster
            .http()
            .build()
            .newWebSocketBuilder()
            .subprotocols(Channel.PROTOCOL)
            .connectTimeout(CONNECT);
    authenticate(config, uri, builder);
    try {
      builder.buildAsync(uri, session).join();
      return session;
    } catch (CompletionException e) {
      throw refusal(e.getCause());
    }
  }

  private static void authenticate(Config config, URI uri, WebSocket.Builder builder) {
    var headers = new Headers(builder);
    var tags = new Tags(config.getRequestConfig());
    HttpClientUtils.createApplicableInterceptors(config, new JdkHttpClientFactory())
        .values()
        .forEach(
            interceptor ->
                interceptor.before(
                    headers, new StandardHttpRequest(Map.of(), uri, "GET", null), tags));
  }

  private Problem refusal(Throwable cause) {
    return cause instanceof WebSocketHandshakeException refused
        ? new Problem(message(refused.getResponse()), refused)
        : new Problem(Unreachable.sentence(cluster, cause), cause);
  }

  private static String message(HttpResponse<?> response) {
    var body = Optional.ofNullable(response.body()).map(Object::toString).orElse("").strip();
    return FinalStatus.message(body)
        .orElseGet(
            () ->
                switch (response.statusCode()) {
                  case 404 ->
                      "the cluster does not serve guests' serial ports: is guest-operator installed"
                          + " and its APIService available?";
                  case 503 ->
                      "the gateway of guest-operator does not answer (%s); run the same command"
                              .formatted(body)
                          + " again in a moment";
                  default ->
                      "the API server refused the session: HTTP %d %s"
                          .formatted(response.statusCode(), body);
                });
  }

  private record Headers(WebSocket.Builder builder) implements BasicBuilder {
    @Override
    public BasicBuilder uri(URI uri) {
      throw new UnsupportedOperationException("the address of a session is fixed");
    }

    @Override
    public BasicBuilder header(String name, String value) {
      builder.header(name, value);
      return this;
    }

    @Override
    public BasicBuilder setHeader(String name, String value) {
      return header(name, value);
    }
  }

  private record Tags(RequestConfig config) implements RequestTags {
    @Override
    public <T> T getTag(Class<T> type) {
      return type.isInstance(config) ? type.cast(config) : null;
    }
  }
}
