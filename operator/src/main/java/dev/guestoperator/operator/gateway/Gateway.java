package dev.guestoperator.operator.gateway;

import static java.util.stream.Collectors.toMap;

import io.fabric8.kubernetes.api.model.Status;
import io.quarkus.arc.All;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.security.cert.Certificate;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jboss.logging.Logger;

/** Answers everything on the listener but what agents ask, and only to the front proxy. */
@ApplicationScoped
class Gateway {
  private static final Logger LOG = Logger.getLogger(Gateway.class);

  /** Before anything that Quarkus would answer with. */
  private static final int FIRST = -100;

  /** The paths for agents, which have rules of their own. */
  private static final String AGENTS = "/v1/";

  private final CurrentFrontProxy frontProxy;
  private final Map<String, Subresource> subresources;
  private final Discovery discovery;

  Gateway(CurrentFrontProxy frontProxy, @All List<Subresource> subresources) {
    this.frontProxy = frontProxy;
    this.subresources =
        subresources.stream().collect(toMap(path -> path.description().path(), path -> path));
    discovery = new Discovery(subresources.stream().map(Subresource::description).toList());
  }

  void route(@Observes Router router) {
    router.route().order(FIRST).handler(this::handle);
  }

  private void handle(RoutingContext context) {
    var request = context.request();
    if (request.path().startsWith(AGENTS)) {
      context.next();
      return;
    }
    switch (FrontProxy.identify(frontProxy.settings(), peer(request), request.headers())) {
      case Caller.Stranger(var reason) -> turnAway(request, reason);
      case Caller.User user -> serve(request, user);
    }
  }

  /** A connection keeps its certificate; the next one may come with one that is trusted by then. */
  private static void turnAway(HttpServerRequest request, String reason) {
    refuse(request, Statuses.unauthorized(reason))
        .onComplete(answered -> request.connection().close());
  }

  private void serve(HttpServerRequest request, Caller.User user) {
    var path = ResourcePath.parse(request.path()).filter(p -> subresources.containsKey(p.kind()));
    if (path.isPresent()) {
      serve(request, user, path.get());
      return;
    }
    discovery
        .document(request.path())
        .ifPresentOrElse(
            document -> discover(request, document), () -> refuse(request, Statuses.noSuchPath()));
  }

  private void serve(HttpServerRequest request, Caller.User user, ResourcePath path) {
    var subresource = subresources.get(path.kind());
    try {
      if (!path.port().isEmpty() && !subresource.takesPort()) {
        throw Query.bad(path.subresource() + " takes no port after the name; leave it out.");
      }
      subresource.serve(request, user, path);
    } catch (Refused refused) {
      refuse(request, refused.status());
    }
  }

  private static void discover(HttpServerRequest request, String document) {
    if (request.method().equals(HttpMethod.GET)) {
      answer(request, 200, Buffer.buffer(document));
    } else {
      refuse(request, Statuses.methodNotAllowed(request.method().name(), "GET"));
    }
  }

  static Future<Void> refuse(HttpServerRequest request, Status status) {
    return answer(request, status.getCode(), Buffer.buffer(Statuses.json(status)));
  }

  /** Answers with what a request came to that did not succeed. */
  static void fail(HttpServerRequest request, Throwable error) {
    if (error instanceof Refused refused) {
      refuse(request, refused.status());
    } else {
      LOG.errorf(error, "A request failed: %s %s", request.method(), request.path());
      refuse(request, Statuses.internal());
    }
  }

  static Future<Void> answer(HttpServerRequest request, int code, Buffer json) {
    var response = request.response();
    if (response.closed()) {
      return Future.succeededFuture();
    }
    return response.setStatusCode(code).putHeader("Content-Type", "application/json").end(json);
  }

  private static Certificate[] peer(HttpServerRequest request) {
    try {
      return request.sslSession().getPeerCertificates();
    } catch (SSLPeerUnverifiedException e) {
      return new Certificate[] {};
    }
  }
}
