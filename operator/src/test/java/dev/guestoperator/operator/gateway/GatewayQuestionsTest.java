package dev.guestoperator.operator.gateway;

import static dev.guestoperator.operator.gateway.GatewayClient.API;
import static dev.guestoperator.operator.gateway.GatewayClient.as;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestoperator.operator.gateway.AskedAgent.Behaviour;
import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.api.model.APIResourceList;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.net.URL;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the gateway asks of agents, and how it passes on what they answer. */
@QuarkusTest
@TestProfile(GatewayProfile.class)
class GatewayQuestionsTest {
  static final String REPORT =
      """
      {"state":"MOVING","since":"2026-03-01T08:00:00Z","desiredPages":2048,"targetPages":1024,"actualPages":512,
       "stats":{"freeMemory":4096},"statsAt":"2026-03-01T08:00:01.5Z"}
      """;
  private static final String BALLOON = API + "/namespaces/ns/guests/web/balloon";
  private static final String INTERRUPT = API + "/namespaces/ns/guests/web/interrupt";

  GatewayFakes fakes;
  @Inject GatewayProfile.Places places;

  @TestHTTPResource(value = "/", tls = true)
  URL url;

  GatewayClient client;
  AskedAgent agent;

  @BeforeEach
  void frontProxyIsTrusted() {
    agent = new AskedAgent(fakes.agentsCa, "guest-agent:" + GatewayFakes.NODE);
    client = fakes.client(url.getPort());
  }

  @AfterEach
  void close() {
    client.close();
    agent.close();
  }

  @Test
  void answersWithTheBalloonOfThisMoment() {
    place(Behaviour.BALLOON);

    var answer = client.get(BALLOON, as("ada"));

    assertEquals(200, answer.code(), answer.body());
    var expected =
        new JsonObject(REPORT)
            .put("apiVersion", "subresources.guest-operator.dev/v1alpha1")
            .put("kind", "GuestBalloon")
            .put("statsAt", "2026-03-01T08:00:01.500Z");
    assertEquals(expected, new JsonObject(answer.body()));
    assertEquals(List.of("GET /v1/guests/BALLOON/balloon"), agent.requests);
  }

  @ParameterizedTest
  @CsvSource({"line=5, 1", "line=5&count=1, 1", "line=15&count=1000, 1000"})
  void raisesALine(String query, int count) {
    place(Behaviour.INTERRUPTS);

    var answer = client.request(HttpMethod.POST, INTERRUPT + "?" + query, as("ada"));

    assertEquals(200, answer.code(), answer.body());
    assertEquals(
        Map.of(
            "apiVersion",
            "subresources.guest-operator.dev/v1alpha1",
            "kind",
            "GuestInterrupt",
            "requested",
            1000,
            "taken",
            999),
        new JsonObject(answer.body()).getMap());
    var line = query.replaceAll("line=(\\d+).*", "$1");
    assertEquals(
        List.of("POST /v1/guests/INTERRUPTS/interrupts/%s?count=%d".formatted(line, count)),
        agent.requests);
  }

  @Test
  void discoveryTellsOfEveryPath() {
    var list = Serialization.unmarshal(client.get(API, as("ada")).body(), APIResourceList.class);

    assertEquals(
        Map.of(
            "guests/attach", List.of("create", "get"),
            "guests/exec", List.of("create", "get"),
            "guests/portforward", List.of("create", "get"),
            "environments/portforward", List.of("create", "get"),
            "guests/balloon", List.of("get"),
            "guests/interrupt", List.of("create")),
        list.getResources().stream()
            .collect(Collectors.toMap(APIResource::getName, APIResource::getVerbs)));
  }

  @ParameterizedTest
  @CsvSource({
    "POST, balloon, GET", "PUT, balloon, GET", "DELETE, balloon, GET",
    "GET, interrupt?line=5, POST", "PUT, interrupt?line=5, POST", "PATCH, interrupt?line=5, POST"
  })
  void knowsNoOtherMethod(String method, String path, String instead) {
    place(Behaviour.BALLOON);

    var answer =
        client.request(
            HttpMethod.valueOf(method), API + "/namespaces/ns/guests/web/" + path, as("ada"));

    assertEquals(405, answer.code());
    assertEquals(
        "This path has no " + method + "; use " + instead + ".", answer.status().getMessage());
    assertTrue(agent.requests.isEmpty());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          GET  | balloon?unit=MiB                | balloon has no parameter unit; leave it out.
          POST | interrupt                       | Say which line to raise: line=5, for example, if spec.interrupts has it.
          POST | interrupt?line=five             | Say which line to raise: line=5, for example, if spec.interrupts has it.
          POST | interrupt?line=5&count=0        | count is a number from 1 to 1000.
          POST | interrupt?line=5&count=1001     | count is a number from 1 to 1000.
          POST | interrupt?line=5&count=-1       | count is a number from 1 to 1000.
          POST | interrupt?line=5&line=6         | Give the parameter line once.
          POST | interrupt?line=5&times=3        | interrupt has no parameter times; use line or count.
          """)
  void explainsAWrongParameter(String method, String path, String sentence) {
    var answer =
        client.request(
            HttpMethod.valueOf(method), API + "/namespaces/ns/guests/web/" + path, as("ada"));

    assertEquals(400, answer.code());
    assertEquals(sentence, answer.status().getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          NOT_FOUND  | 409 | Conflict           | Node node-1 has no such guest: a guest that is being started takes a moment.
          NO_BALLOON | 409 | NoBalloon          | Set virtio.balloon.
          FORBIDDEN  | 503 | ServiceUnavailable | the node agent does not answer on node node-1; try again
          BROKEN     | 500 | Refused            | The agent answers 500.
          GARBAGE    | 503 | ServiceUnavailable | the node agent does not answer on node node-1; try again
          SILENT     | 503 | ServiceUnavailable | the node agent does not answer on node node-1; try again
          """)
  void passesOnWhatTheAgentRefuses(Behaviour behaviour, int code, String reason, String message) {
    place(behaviour);

    for (var answer :
        List.of(
            client.get(BALLOON, as("ada")),
            client.request(HttpMethod.POST, INTERRUPT + "?line=5", as("ada")))) {
      assertEquals(code, answer.code());
      assertEquals(reason, answer.status().getReason());
      assertEquals(message, answer.status().getMessage());
    }
  }

  @Test
  void saysWhyThereIsNoAgentToAsk() {
    var absent = client.get(API + "/namespaces/ns/guests/absent/balloon", as("ada"));
    assertEquals(404, absent.code());
    assertEquals("guests.guest-operator.dev \"absent\" not found", absent.status().getMessage());

    places.put("web", new GuestLocator.Place.NotPlaced(""));
    assertEquals(
        "The guest is not on a node yet; try again once it is.",
        client.get(BALLOON, as("ada")).status().getMessage());

    places.put("web", new GuestLocator.Place.Unreachable("node-7"));
    assertEquals(503, client.get(BALLOON, as("ada")).code());

    places.put(
        "web",
        new GuestLocator.Place.At(
            "BALLOON", new AgentAddress("node-2", "127.0.0.1", agent.port())));
    assertEquals(503, client.get(BALLOON, as("ada")).code());
    assertTrue(agent.requests.isEmpty(), "an agent of another node is not trusted");
  }

  @Test
  void asksOnlySoManyAtOnce() {
    place(Behaviour.HELD);
    try (var users = Executors.newVirtualThreadPerTaskExecutor()) {
      var answers =
          Stream.of("ada", "bob")
              .map(user -> CompletableFuture.supplyAsync(() -> balloon(user), users))
              .toList();
      await().atMost(Duration.ofSeconds(30)).until(() -> agent.heldRequests() == 2);

      assertEquals(429, balloon("eve").code());

      agent.release();
      answers.forEach(answer -> assertEquals(200, answer.join().code()));
    }
    place(Behaviour.BALLOON);
    assertEquals(200, balloon("eve").code());
  }

  private GatewayClient.Answer balloon(String user) {
    return client.get(BALLOON, as(user));
  }

  private void place(Behaviour behaviour) {
    places.put(
        "web",
        new GuestLocator.Place.At(
            behaviour.name(), new AgentAddress(GatewayFakes.NODE, "127.0.0.1", agent.port())));
  }
}
