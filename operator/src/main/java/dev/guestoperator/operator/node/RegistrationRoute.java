package dev.guestoperator.operator.node;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.guestoperator.agent.api.AgentApi;
import dev.guestoperator.agent.api.NodeFacts;
import dev.guestoperator.agent.api.Refusal;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.vertx.core.Vertx;
import io.vertx.core.json.Json;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jboss.logging.Logger;

/** Where an agent says that it is there: PUT /v1/nodes/NODE, see the package of its contract. */
@ApplicationScoped
public class RegistrationRoute {
  private static final Logger LOG = Logger.getLogger(RegistrationRoute.class);
  private static final int MAX_BODY = 64 * 1024;

  private final AgentTls tls;
  private final NodeRegistration registration;
  private final ObjectMapper json;
  private final Vertx vertx;

  RegistrationRoute(AgentTls tls, NodeRegistration registration, ObjectMapper json, Vertx vertx) {
    this.tls = tls;
    this.registration = registration;
    this.json = json;
    this.vertx = vertx;
  }

  void mount(@Observes Router router) {
    var path = AgentApi.NODES + "/:name";
    router.put(path).handler(this::authenticate);
    router
        .put(path)
        .handler(BodyHandler.create(false).setBodyLimit(MAX_BODY))
        .handler(this::register);
  }

  private void authenticate(RoutingContext request) {
    try {
      var session = request.request().sslSession();
      if (session == null) {
        throw new SSLPeerUnverifiedException("The connection is not encrypted.");
      }
      tls.verifyAgent(session.getPeerCertificates(), request.pathParam("name"));
      request.next();
    } catch (SSLPeerUnverifiedException e) {
      refuse(request, 401, "Unauthenticated", "Show the certificate of a node agent.");
    } catch (CertificateException e) {
      LOG.warnf(
          "%s may not register node %s: %s",
          request.request().remoteAddress(), request.pathParam("name"), e.getMessage());
      refuse(request, 403, "Forbidden", "The certificate is not that of this node's agent.");
    }
  }

  private void register(RoutingContext request) {
    var name = request.pathParam("name");
    vertx
        .executeBlocking(
            () -> {
              var facts = json.readValue(request.body().buffer().getBytes(), NodeFacts.class);
              registration.register(name, facts);
              return facts;
            },
            false)
        .onSuccess(facts -> request.response().setStatusCode(204).end())
        .onFailure(problem -> failed(request, name, problem));
  }

  private void failed(RoutingContext request, String name, Throwable problem) {
    switch (problem) {
      case IOException e -> refuse(request, 400, "Invalid", "The body is not the node's facts.");
      case IllegalArgumentException e -> refuse(request, 400, "Invalid", e.getMessage());
      case KubernetesClientException e -> {
        LOG.warnf("Node %s cannot be registered: %s", name, e.getMessage());
        refuse(request, 503, "Unavailable", "The API server did not take it: try again later.");
      }
      case Throwable e -> request.fail(e);
    }
  }

  private void refuse(RoutingContext request, int status, String reason, String message) {
    request
        .response()
        .setStatusCode(status)
        .putHeader("Content-Type", "application/json")
        .end(Json.encode(new Refusal(reason, message)));
  }
}
