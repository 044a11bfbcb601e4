package dev.guestoperator.operator.gateway;

import static dev.guestoperator.operator.gateway.GatewayClient.as;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.net.URL;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Has an application of its own, which takes no session afterwards. */
@QuarkusTest
@TestProfile(GatewayStopTest.Stopping.class)
class GatewayStopTest {
  /** The same as the other tests', in another application. */
  public static class Stopping extends GatewayProfile {}

  GatewayFakes fakes;
  @Inject GatewayProfile.Places places;
  @Inject GatewayProfile.Homes homes;
  @Inject Event<ShutdownDelayInitiatedEvent> stop;

  @TestHTTPResource(value = "/", tls = true)
  URL url;

  @Test
  void tellsEverySessionThatTheOperatorRestarts() {
    fakes.api.allowed.add("ada");
    places.put(
        "web",
        new GuestLocator.Place.At(
            "ECHO", new AgentAddress(GatewayFakes.NODE, "127.0.0.1", fakes.agent.port())));
    try (var waiting = new ListeningAgent(fakes.agentsCa, "node-2");
        var client = fakes.client(url.getPort())) {
      homes.put("dev", new EnvironmentLocator.Home.At(7, Set.of(waiting.address())));
      var sessions =
          List.of(
              client.attach("ada", "web"),
              client.open("ada", "guests/web:22/portforward"),
              client.open("ada", "environments/dev:5000/portforward"));

      stop.fire(new ShutdownDelayInitiatedEvent());

      for (var session : sessions) {
        var status = session.end();
        assertEquals(503, status.getCode());
        assertTrue(status.getMessage().contains("restarting; try again"), status.getMessage());
      }
      await().atMost(Duration.ofSeconds(30)).until(() -> waiting.open() == 0);
      var refused =
          client.refused(as("ada"), "guests/web/attach?device=serial", "v5.channel.k8s.io");
      assertEquals(503, refused.code());
    }
  }
}
