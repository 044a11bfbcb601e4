package dev.guestoperator.operator.gateway;

import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import jakarta.inject.Singleton;
import java.util.List;

/** What of the WebSocket server Quarkus has no property for that works with plain Vert.x. */
@Singleton
class ListenerOptions implements HttpServerOptionsCustomizer {
  @Override
  public void customizeHttpsServer(HttpServerOptions options) {
    options
        .setWebSocketSubProtocols(List.of(GatewayApi.PROTOCOL))
        .setMaxWebSocketFrameSize(GatewayApi.MAX_FRAME_BYTES);
  }
}
