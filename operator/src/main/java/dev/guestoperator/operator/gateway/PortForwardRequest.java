package dev.guestoperator.operator.gateway;

import io.vertx.core.http.HttpServerRequest;

/** Reads which port a client wants. */
final class PortForwardRequest {
  private PortForwardRequest() {}

  /**
   * @throws Refused with a sentence that says what to write instead
   */
  static SessionRequest parse(ResourcePath path, HttpServerRequest request) throws Refused {
    var parameter = Query.of(request, path.subresource(), "port").get("port");
    var query = "port=" + port(path, parameter);
    return new SessionRequest(path, query, query);
  }

  private static long port(ResourcePath path, String parameter) throws Refused {
    if (path.port().isEmpty() && parameter == null) {
      throw Query.bad(
          "Say which port: port=22, for example, or %s:22 as the name.".formatted(path.name()));
    }
    long port = VsockPort.parse(path.port().isEmpty() ? parameter : path.port());
    if (parameter != null && VsockPort.parse(parameter) != port) {
      throw Query.bad(
          "The name says port %d and the parameter %s; give one of them."
              .formatted(port, parameter));
    }
    return port;
  }
}
