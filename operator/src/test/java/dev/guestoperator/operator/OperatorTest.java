package dev.guestoperator.operator;

import static dev.guestoperator.operator.Cluster.patiently;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestoperator.crds.guest.Guest;
import dev.guestoperator.crds.guest.GuestSpec.RunStrategy;
import dev.guestoperator.crds.guest.GuestStatus.Phase;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.PemTrustOptions;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** The operator as it is shipped: an agent registers over HTTPS, and a guest runs. */
@QuarkusTest
@QuarkusTestResource(value = OperatorFakes.class, restrictToAnnotatedClass = true)
class OperatorTest {
  @Inject KubernetesClient client;
  @Inject Vertx vertx;

  @ConfigProperty(name = "quarkus.http.test-ssl-port")
  int port;

  @ConfigProperty(name = "quarkus.management.test-port")
  int management;

  OperatorFakes.Fakes fakes;

  @Test
  void registeredNodeRunsGuests() throws Exception {
    // Given
    assertEquals(204, register("n1", fakes.authority().issue("guest-agent:n1")));
    var guest = new Guest();
    guest.setMetadata(new ObjectMetaBuilder().withNamespace("default").withName("web").build());
    guest.setSpec(Cluster.spec("1Gi", RunStrategy.ALWAYS));

    // When
    client.resource(guest).create();

    // Then
    patiently().until(() -> phase() == Phase.RUNNING);
    assertTrue(get("/q/health/ready").contains("UP"));
    patiently().until(() -> get("/q/metrics").contains("events_received"));
    assertTrue(get("/q/metrics").contains("guest_operator_guests{phase=\"Running\"} 1.0"));
    assertTrue(get("/q/metrics").contains("guest_operator_guestnodes{ready=\"true\"} 1.0"));
  }

  @Test
  void onlyTheNodesOwnAgentRegistersIt() {
    assertEquals(403, register("n1", fakes.authority().issue("guest-agent:n2")));
    assertEquals(403, register("n1", fakes.authority().issue("guest-operator")));
    assertEquals(401, register("n1", null));
  }

  private Phase phase() {
    var guest = client.resources(Guest.class).inNamespace("default").withName("web").get();
    return guest.getStatus() == null ? null : guest.getStatus().phase();
  }

  private int register(String node, TestAuthority.Identity identity) {
    var options =
        new HttpClientOptions()
            .setSsl(true)
            .setVerifyHost(false)
            .setTrustOptions(
                new PemTrustOptions().addCertValue(Buffer.buffer(fakes.authority().pem())));
    if (identity != null) {
      options.setKeyCertOptions(identity.options());
    }
    var http = vertx.createHttpClient(options);
    try {
      var body = FakeAgent.JSON.writeValueAsBytes(fakes.agent().facts());
      return http.request(HttpMethod.PUT, port, "localhost", "/v1/nodes/" + node)
          .compose(request -> request.send(Buffer.buffer(body)))
          .map(response -> response.statusCode())
          .toCompletionStage()
          .toCompletableFuture()
          .join();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } finally {
      http.close();
    }
  }

  private String get(String path) throws IOException, InterruptedException {
    try (var http = HttpClient.newHttpClient()) {
      var uri = URI.create("http://localhost:" + management + path);
      return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
    }
  }
}
