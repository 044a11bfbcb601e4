package dev.guestoperator.kubectl.stream;

import dev.guestoperator.kubectl.config.Cluster;
import dev.guestoperator.kubectl.config.Problem;
import dev.guestoperator.kubectl.config.Unreachable;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.RequestConfig;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.Interceptor.RequestTags;
import io.fabric8.kubernetes.client.http.StandardHttpRequest;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.fabric8.kubernetes.client.utils.HttpClientUtils;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
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

  private static final String GATEWAY =
      "apis/subresources.guest-operator.dev/v1alpha1/namespaces/%s/";

  private final Cluster cluster;
  private HttpClient http;

  public Dialer(Cluster cluster) {
    this.cluster = cluster;
  }

  /**
   * @param out what the other side prints; closed when that has ended
   * @throws Refused if the session is refused
   * @throws Problem if nobody answers
   */
  public Session dial(SessionRequest request, OutputStream out, OutputStream err) {
    var paths = request.paths().iterator();
    while (true) {
      var path = paths.next();
      try {
        return dial(request.namespace(), path, new Session(out, err, Session.Liveness.DEFAULT));
      } catch (Refused refused) {
        if (!refused.isForbidden() || !paths.hasNext()) {
          throw refused;
        }
      }
    }
  }

  private Session dial(String namespace, String path, Session session) {
    var config = cluster.config();
    var uri = uri(config.getMasterUrl(), namespace, path);
    var builder =
        http().newWebSocketBuilder().subprotocols(Channel.PROTOCOL).connectTimeout(CONNECT);
    authenticate(config, uri, builder);
    try {
      builder.buildAsync(uri, session).join();
      return session;
    } catch (CompletionException e) {
      throw refusal(e.getCause());
    }
  }

  private synchronized HttpClient http() {
    if (http == null) {
      http = cluster.http().build();
    }
    return http;
  }

  private static URI uri(String apiServer, String namespace, String path) {
    var base = (apiServer.endsWith("/") ? apiServer : apiServer + "/").replaceFirst("^http", "ws");
    return URI.create(base + GATEWAY.formatted(Query.encode(namespace)) + path);
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
    return cause instanceof WebSocketHandshakeException handshake
        ? refused(handshake)
        : new Problem(Unreachable.sentence(cluster, cause), cause);
  }

  private static Refused refused(WebSocketHandshakeException e) {
    int code = e.getResponse().statusCode();
    var body = Optional.ofNullable(e.getResponse().body()).map(Object::toString).orElse("").strip();
    var status = FinalStatus.parse(body);
    return new Refused(
        code,
        status.map(Status::getReason).orElse(""),
        status.map(Status::getMessage).orElseGet(() -> sentence(code, body)),
        e);
  }

  private static String sentence(int code, String body) {
    return switch (code) {
      case 404 ->
          "the cluster does not serve what is in guests: is guest-operator installed and its"
              + " APIService available?";
      case 503 ->
          "the gateway of guest-operator does not answer (%s); run the same command again in a"
                  .formatted(body)
              + " moment";
      default -> "the API server refused the session: HTTP %d %s".formatted(code, body);
    };
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
