package dev.guestoperator.operator.gateway;

import static dev.guestoperator.operator.gateway.GatewayClient.as;
import static org.awaitility.Awaitility.await;

import dev.guestoperator.operator.TestAuthority;
import io.micrometer.core.instrument.Metrics;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;

/** All that the gateway talks to, with certificates made for the run. */
public class GatewayFakes implements QuarkusTestResourceLifecycleManager {
  static final String NODE = "node-1";

  final TestAuthority frontProxyCa = new TestAuthority("front-proxy-ca");
  final TestAuthority agentsCa = new TestAuthority("agents-ca");
  final TestAuthority.Identity frontProxy = frontProxyCa.issue("front-proxy-client");
  private final Vertx vertx = Vertx.vertx();
  ReviewingApiServer api;
  SessionAgent agent;
  private Path directory;

  @Override
  public Map<String, String> start() {
    // Gauges of an application that this JVM ran before would stay, without what they measure.
    Metrics.globalRegistry.clear();
    try {
      directory = Files.createTempDirectory("gateway");
      agentsCa.issue("guest-operator").write(directory);
      Files.writeString(directory.resolve("ca.crt"), agentsCa.pem());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    api = new ReviewingApiServer();
    api.frontProxy(frontProxyCa, "[\"front-proxy-client\"]");
    agent = new SessionAgent(vertx, agentsCa, "guest-agent:" + NODE);
    return Map.of(
        "guest-operator.tls-directory", directory.toString(), "gateway-test.api-server", api.url());
  }

  /** A client as kube-apiserver is one, once the gateway trusts it. */
  GatewayClient client(int port) {
    var client = new GatewayClient(port, frontProxy);
    await()
        .atMost(Duration.ofSeconds(30))
        // Until then, the certificate is foreign and the handshake fails.
        .ignoreExceptions()
        .until(() -> client.get("/apis", as("system:kube-aggregator")).code() == 200);
    return client;
  }

  @Override
  public void inject(TestInjector injector) {
    injector.injectIntoFields(this, field -> field.getType() == GatewayFakes.class);
  }

  @Override
  public void stop() {
    agent.close();
    api.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
    try (var files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
