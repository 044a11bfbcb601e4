package dev.guestoperator.operator.gateway;

import dev.guestoperator.agent.api.Refusal;
import dev.guestoperator.operator.node.AgentAnswer;
import dev.guestoperator.operator.node.AgentTls;
import io.fabric8.kubernetes.api.model.Status;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.TrustOptions;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.TimeUnit;

/** Opens the agent's end of a session. */
@ApplicationScoped
class AgentDialer {
  private final Vertx vertx;
  private final AgentTls tls;
  private final Limits limits;

  AgentDialer(Vertx vertx, AgentTls tls, Limits limits) {
    this.vertx = vertx;
    this.tls = tls;
    this.limits = limits;
  }

  /**
   * Dials; the failure is always {@link Refused}. Each session has its own client, as only a client
   * can cut a connection that takes no close frame.
   *
   * @param target path and query
   */
  Future<Side> dial(AgentAddress agent, String target) {
    var client = vertx.createWebSocketClient(options(agent.node()));
    var request =
        new WebSocketConnectOptions()
            .setHost(agent.host())
            .setPort(agent.port())
            .setURI(target)
            .addSubProtocol(GatewayApi.PROTOCOL);
    return client
        .connect(request)
        .map(socket -> new Side(vertx, socket, limits.linger(), client::close))
        .timeout(limits.dial().toMillis(), TimeUnit.MILLISECONDS)
        .recover(
            error -> {
              client.close();
              return Future.failedFuture(new Refused(explain(agent.node(), error), error));
            });
  }

  private WebSocketClientOptions options(String node) {
    return new WebSocketClientOptions()
        .setSsl(true)
        // The name in the certificate is the node's, whatever its address; the trust manager
        // wants exactly that.
        .setVerifyHost(false)
        .setKeyCertOptions(KeyCertOptions.wrap(tls.keyManager()))
        .setTrustOptions(TrustOptions.wrap(tls.trustManager(node)))
        .setMaxFrameSize(GatewayApi.MAX_FRAME_BYTES);
  }

  private static Status explain(String node, Throwable error) {
    if (error instanceof UpgradeRejectedException rejected) {
      if (rejected.getStatus() == 404) {
        return Statuses.conflict(
            "Node "
                + node
                + " has no such guest or device: a guest that is being started takes a moment, and a"
                + " device has to be in spec.virtio.");
      }
      return AgentFailures.of(node, refusal(rejected));
    }
    return AgentFailures.silent(node);
  }

  private static AgentAnswer.Failed refusal(UpgradeRejectedException rejected) {
    try {
      var refusal = Json.decodeValue(rejected.getBody(), Refusal.class);
      return new AgentAnswer.Refused(rejected.getStatus(), refusal.reason(), refusal.message());
    } catch (DecodeException e) {
      return new AgentAnswer.Unreachable(e.getMessage());
    }
  }
}
