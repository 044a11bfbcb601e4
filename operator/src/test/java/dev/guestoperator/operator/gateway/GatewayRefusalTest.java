package dev.guestoperator.operator.gateway;

import static dev.guestoperator.operator.gateway.GatewayClient.API;
import static dev.guestoperator.operator.gateway.GatewayClient.as;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestoperator.operator.TestAuthority;
import dev.guestoperator.operator.gateway.SessionAgent.Behaviour;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import jakarta.inject.Inject;
import java.net.URL;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the gateway does not do, and how it says so. */
@QuarkusTest
@TestProfile(GatewayProfile.class)
class GatewayRefusalTest {
  private static final String V5 = "v5.channel.k8s.io";
  private static final String SERIAL = "guests/web/attach?device=serial";

  GatewayFakes fakes;
  @Inject GatewayProfile.Places places;

  @TestHTTPResource(value = "/", tls = true)
  URL url;

  GatewayClient client;

  @BeforeEach
  void frontProxyIsTrusted() {
    client = fakes.client(url.getPort());
    fakes.api.allowed.add("ada");
    places.known.clear();
    place("web", Behaviour.ECHO);
  }

  @AfterEach
  void close() {
    client.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/apis", "/openapi/v2", "/", API + "/namespaces/ns/guests/web/attach"})
  void answersNobodyWithoutACertificate(String path) {
    try (var stranger = new GatewayClient(url.getPort(), null)) {
      assertEquals(401, stranger.get(path, as("ada")).code());
    }
  }

  @Test
  void answersNoAgent() {
    try (var agent = new GatewayClient(url.getPort(), fakes.agentsCa.issue("guest-agent:node-1"))) {
      var answer = agent.get("/apis", as("ada"));
      assertEquals(401, answer.code());
      assertEquals("Unauthorized", answer.status().getReason());
    }
  }

  @Test
  void answersNoOtherNameOfTheFrontProxysAuthority() {
    try (var other = new GatewayClient(url.getPort(), fakes.frontProxyCa.issue("somebody"))) {
      assertEquals(401, other.refused(as("ada"), SERIAL, V5).code());
    }
  }

  @Test
  void wantsAUser() {
    assertEquals(401, client.get("/apis", MultiMap.caseInsensitiveMultiMap()).code());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/apis", "/apis/subresources.guest-operator.dev", API})
  void tellsOfItself(String path) {
    var answer = client.get(path, as("ada"));
    assertEquals(200, answer.code());
    assertTrue(answer.body().contains("subresources.guest-operator.dev"), answer.body());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/", "/nowhere", API + "/namespaces/ns/guests/web", "/q/health", "/index"})
  void knowsNoOtherPath(String path) {
    var answer = client.get(path, as("ada"));
    assertEquals(404, answer.code());
    assertEquals("NotFound", answer.status().getReason());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          guests/web/attach                                     | device=serial or device=console
          guests/web/attach?device=tape                         | device=serial or device=console
          guests/web/attach?device=serial&device=console        | Give the parameter device once
          guests/web/attach?device=serial&tailLines=-1          | from 0 to 100000
          guests/web/attach?device=serial&tailLines=9999999     | from 0 to 100000
          guests/web/attach?device=serial&fromStart=yes         | true or false
          guests/web/attach?device=serial&tailLines=1&fromStart=true | either tailLines or fromStart
          guests/web/attach?device=serial&colour=red            | no parameter colour
          """)
  void explainsAWrongParameter(String request, String sentence) {
    var answer = client.refused(as("ada"), request, V5);
    assertEquals(400, answer.code());
    assertTrue(answer.status().getMessage().contains(sentence), answer.body());
  }

  @ParameterizedTest
  @ValueSource(strings = {"v4.channel.k8s.io", "chat"})
  void namesTheSubProtocol(String protocol) {
    var answer = client.refused(as("ada"), SERIAL, protocol);
    assertEquals(400, answer.code());
    assertTrue(answer.status().getMessage().contains(V5), answer.body());
  }

  @Test
  void wantsASubProtocol() {
    assertEquals(400, client.refused(as("ada"), SERIAL, null).code());
  }

  @Test
  void forbidsAsKubernetesDoes() {
    var status = client.refused(as("eve"), SERIAL, V5).status();
    assertEquals(403, status.getCode());
    assertEquals("Forbidden", status.getReason());
    assertEquals(
        "guests.subresources.guest-operator.dev \"web\" is forbidden: User \"eve\" cannot create"
            + " resource \"guests/attach\" in API group \"subresources.guest-operator.dev\" in the"
            + " namespace \"ns\"",
        status.getMessage());
  }

  @Test
  void asksForAllThatTheUserIs() {
    var headers =
        as("eve").add("X-Remote-Extra-Acme.com%2fTeam", "blue").add("X-Remote-Group", "staff");
    client.refused(headers, SERIAL, V5);

    var asked = fakes.api.asked.get("eve");
    assertEquals("staff", asked.getGroups().getFirst());
    assertEquals("blue", asked.getExtra().get("acme.com/team").getFirst());
    var resource = asked.getResourceAttributes();
    assertEquals("subresources.guest-operator.dev", resource.getGroup());
    assertEquals("guests", resource.getResource());
    assertEquals("attach", resource.getSubresource());
    assertEquals("create", resource.getVerb());
    assertEquals("ns", resource.getNamespace());
    assertEquals("web", resource.getName());
  }

  @Test
  void takesUsersWithManyGroups() {
    var headers = as("joiner");
    IntStream.range(0, 700).forEach(i -> headers.add("X-Remote-Group", "%040d".formatted(i)));
    assertEquals(200, client.get("/apis", headers).code());
    assertEquals(403, client.refused(headers, SERIAL, V5).code());
    assertEquals(700, fakes.api.asked.get("joiner").getGroups().size());
  }

  @Test
  void knowsNoGuestOfThatName() {
    var status = client.refused(as("ada"), "guests/absent/attach?device=serial", V5).status();
    assertEquals(404, status.getCode());
    assertEquals("guests.guest-operator.dev \"absent\" not found", status.getMessage());
  }

  @Test
  void doesNotTellWhoMayNotWhichGuestsThereAre() {
    assertEquals(403, client.refused(as("eve"), "guests/absent/attach?device=serial", V5).code());
  }

  @Test
  void saysWhyAGuestIsOnNoNode() {
    places.put("web", new GuestLocator.Place.NotPlaced("No node has 2Gi left."));
    var status = client.refused(as("ada"), SERIAL, V5).status();
    assertEquals(409, status.getCode());
    assertTrue(status.getMessage().contains("No node has 2Gi left."), status.getMessage());
  }

  @Test
  void saysThatANodeIsAway() {
    places.put("web", new GuestLocator.Place.Unreachable("node-7"));
    var status = client.refused(as("ada"), SERIAL, V5).status();
    assertEquals(503, status.getCode());
    assertTrue(status.getMessage().contains("node-7"), status.getMessage());
  }

  @Test
  void saysThatNoAgentListens() {
    places.put(
        "web",
        new GuestLocator.Place.At("ECHO", new AgentAddress(GatewayFakes.NODE, "127.0.0.1", 1)));
    assertEquals(503, client.refused(as("ada"), SERIAL, V5).code());
  }

  @Test
  void trustsNoAgentOfAnotherNode() {
    places.put(
        "web",
        new GuestLocator.Place.At(
            "ECHO", new AgentAddress("node-2", "127.0.0.1", fakes.agent.port())));
    fakes.agent.requests.clear();
    assertEquals(503, client.refused(as("ada"), SERIAL, V5).code());
    assertTrue(fakes.agent.requests.isEmpty());
  }

  @ParameterizedTest
  @CsvSource({"SLOW_DIAL, 503, node-1", "NOT_FOUND, 409, takes a moment", "REFUSE, 409, virtio"})
  void passesOnWhatTheAgentRefuses(Behaviour behaviour, int code, String words) {
    place("web", behaviour);
    var status = client.refused(as("ada"), SERIAL, V5).status();
    assertEquals(code, status.getCode());
    assertTrue(status.getMessage().contains(words), status.getMessage());
  }

  @Test
  void explainsTheFallbackToSpdyWhatIsWrongWithTheRequest() {
    var headers = as("ada").add("Connection", "Upgrade").add("Upgrade", "SPDY/3.1");
    var path = API + "/namespaces/ns/";

    var absent =
        client.request(HttpMethod.POST, path + "guests/absent/attach?device=serial", headers);
    assertEquals(404, absent.code());
    var there = client.request(HttpMethod.POST, path + SERIAL, headers);
    assertEquals(400, there.code());
    assertTrue(there.status().getMessage().contains("SPDY"), there.body());
  }

  @Test
  void knowsNoOtherMethod() {
    var path = API + "/namespaces/ns/" + SERIAL;
    assertEquals(405, client.request(HttpMethod.DELETE, path, as("ada")).code());
    assertEquals(405, client.request(HttpMethod.POST, "/apis", as("ada")).code());
  }

  @Test
  void hasALimitOfSessions() {
    var sessions = IntStream.range(0, 8).mapToObj(i -> client.attach("ada", "web")).toList();

    assertEquals(429, client.refused(as("ada"), SERIAL, V5).code());

    sessions.getFirst().socket().close();
    sessions.getFirst().awaitClosed();
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> {
              var again = client.attach("ada", "web");
              assertFalse(again.socket().isClosed());
            });
  }

  @Test
  void trustsTheFrontProxysNewAuthorityWithoutARestart() {
    var rotated = new TestAuthority("front-proxy-ca-2");
    try (var successor = new GatewayClient(url.getPort(), rotated.issue("front-proxy-client"))) {
      fakes.api.frontProxy(rotated, "[]");
      await()
          .atMost(Duration.ofSeconds(30))
          .ignoreExceptions()
          .until(() -> successor.get("/apis", as("ada")).code() == 200);
      assertEquals(401, client.get("/apis", as("ada")).code());
    } finally {
      fakes.api.frontProxy(fakes.frontProxyCa, "[\"front-proxy-client\"]");
    }
  }

  private void place(String name, Behaviour behaviour) {
    places.put(
        name,
        new GuestLocator.Place.At(
            behaviour.name(),
            new AgentAddress(GatewayFakes.NODE, "127.0.0.1", fakes.agent.port())));
  }
}
