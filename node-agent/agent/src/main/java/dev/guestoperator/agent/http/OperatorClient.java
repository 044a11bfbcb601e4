package dev.guestoperator.agent.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.guestoperator.agent.api.AgentApi;
import dev.guestoperator.agent.api.NodeFacts;
import io.quarkus.tls.TlsConfigurationRegistry;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import javax.net.ssl.SSLContext;

/**
 * Speaks to the operator, which proves by its certificate that it is the host it was dialled as.
 */
@Singleton
class OperatorClient {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final TlsConfigurationRegistry tls;
  private final ObjectMapper json;

  OperatorClient(TlsConfigurationRegistry tls, ObjectMapper json) {
    this.tls = tls;
    this.json = json;
  }

  /**
   * Registers a node.
   *
   * @throws IOException why the operator did not take it
   */
  void register(URI operator, NodeFacts facts) throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(operator.resolve(AgentApi.NODES + "/" + facts.name()))
            .timeout(TIMEOUT)
            .header("Content-Type", "application/json")
            .PUT(BodyPublishers.ofByteArray(json.writeValueAsBytes(facts)))
            .build();
    // A client of its own each time: certificates rotate, and nothing is held in between.
    try (var client =
        HttpClient.newBuilder().sslContext(certificates()).connectTimeout(TIMEOUT).build()) {
      var status = client.send(request, BodyHandlers.discarding()).statusCode();
      if (status / 100 != 2) {
        throw new IOException("it answers " + status);
      }
    }
  }

  private SSLContext certificates() throws IOException {
    try {
      return tls.get("agent").orElseThrow().createSSLContext();
    } catch (Exception unusable) {
      throw new IOException("the certificates cannot be used", unusable);
    }
  }
}
