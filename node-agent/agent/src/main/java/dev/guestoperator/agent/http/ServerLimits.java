package dev.guestoperator.agent.http;

import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** What of WebSockets cannot be set by properties. */
@ApplicationScoped
class ServerLimits implements HttpServerOptionsCustomizer {
  private static final int MAXIMUM_MESSAGE = 64 * 1024;

  @Override
  public void customizeHttpsServer(HttpServerOptions options) {
    options
        .setMaxWebSocketFrameSize(MAXIMUM_MESSAGE)
        .setMaxWebSocketMessageSize(MAXIMUM_MESSAGE)
        .setWebSocketSubProtocols(List.of(Channels.PROTOCOL))
        .setTcpKeepAlive(true);
  }
}
