package dev.guestoperator.operator.gateway;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.Arrays;

/** Whether a request asks for the only thing that a session is: a WebSocket of the one protocol. */
final class Upgrade {
  private Upgrade() {}

  /**
   * Vert.x would accept a WebSocket of any sub-protocol, or none.
   *
   * @throws Refused if this is a WebSocket that speaks something else
   */
  static void requireProtocol(HttpServerRequest request, ResourcePath path) throws Refused {
    if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.POST)) {
      throw new Refused(Statuses.methodNotAllowed(request.method().name(), "GET"));
    }
    if (isWebSocket(request) && !offersProtocol(request)) {
      throw new Refused(
          Statuses.badRequest(
              path.subresource()
                  + " speaks the WebSocket sub-protocol "
                  + GatewayApi.PROTOCOL
                  + " only."));
    }
  }

  /**
   * @throws Refused if this is no WebSocket, such as client-go's fallback to SPDY
   */
  static void requireWebSocket(HttpServerRequest request, ResourcePath path) throws Refused {
    if (!isWebSocket(request)) {
      throw new Refused(
          Statuses.badRequest(
              path.subresource()
                  + " is a WebSocket with the sub-protocol "
                  + GatewayApi.PROTOCOL
                  + "; SPDY and plain requests are not supported."));
    }
  }

  private static boolean isWebSocket(HttpServerRequest request) {
    return request.method().equals(HttpMethod.GET)
        && "websocket".equalsIgnoreCase(request.getHeader("Upgrade"));
  }

  private static boolean offersProtocol(HttpServerRequest request) {
    return request.headers().getAll("Sec-WebSocket-Protocol").stream()
        .flatMap(offer -> Arrays.stream(offer.split(",")))
        .anyMatch(offer -> offer.strip().equals(GatewayApi.PROTOCOL));
  }
}
