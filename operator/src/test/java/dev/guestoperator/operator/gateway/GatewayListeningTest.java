package dev.guestoperator.operator.gateway;

import static dev.guestoperator.operator.gateway.GatewayClient.as;
import static dev.guestoperator.operator.gateway.GatewayClient.message;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestoperator.operator.gateway.ListeningAgent.Behaviour;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URL;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a client waits for the one connection that a guest of an environment makes. */
@QuarkusTest
@TestProfile(GatewayProfile.class)
class GatewayListeningTest {
  private static final String LISTEN = "environments/dev/portforward?port=5000";
  private static final long ID = 7;

  GatewayFakes fakes;
  @Inject GatewayProfile.Homes homes;
  @Inject MeterRegistry meters;

  @TestHTTPResource(value = "/", tls = true)
  URL url;

  GatewayClient client;
  ListeningAgent one;
  ListeningAgent two;

  @BeforeEach
  void start() {
    client = fakes.client(url.getPort());
    fakes.api.allowed.add("ada");
    one = new ListeningAgent(fakes.agentsCa, "node-1");
    two = new ListeningAgent(fakes.agentsCa, "node-2");
    guestsOn(one, two);
  }

  @AfterEach
  void everythingEnds() {
    client.close();
    try {
      eventually(() -> one.open() == 0 && two.open() == 0 && openSessions() == 0);
    } finally {
      one.close();
      two.close();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        LISTEN,
        "environments/dev:5000/portforward",
        "environments/dev%3A5000/portforward?port=5000"
      })
  void listensOnEveryNode(String request) {
    var session = client.open("ada", request);

    eventually(() -> one.open() == 1 && two.open() == 1);
    for (var agent : Stream.of(one, two).toList()) {
      assertEquals("/v1/environments/7/portforward?port=5000", agent.requests.getFirst());
    }
    assertEquals(0, session.messages());
  }

  @Test
  void theFirstGuestThatConnectsHasTheSession() {
    var session = client.open("ada", LISTEN);
    session.type("said before anybody was there; ");

    two.connect();

    session.awaitMessage();
    eventually(() -> one.open() == 0);
    session.type("and after");
    session.awaitOutput("said before anybody was there; and after");
    assertEquals("", one.heard.toString());
    assertEquals("said before anybody was there; and after", two.heard.toString());

    session.halfClose();
    assertEquals("Success", session.end().getStatus());
  }

  @Test
  void readsNothingOfTheClientBefore() {
    fakes.api.allowed.add("bob");
    var session = client.open("bob", LISTEN);

    var taken = Flood.from(session.socket());
    Flood.awaitStill(taken);

    assertTrue(taken.get() < Flood.MOST_UNDER_WAY, "taken: " + taken);
    assertEquals("", one.heard.toString());
    // Lets go of the client, which would not close before.
    fakes.api.allowed.remove("bob");
    assertEquals(403, session.end().getCode());
  }

  @Test
  void ofTwoGuestsAtTheSameTimeOneHasTheSession() {
    one.behaviour = Behaviour.EAGER;
    two.behaviour = Behaviour.EAGER;

    var session = client.open("ada", LISTEN);

    session.awaitMessage();
    eventually(() -> one.open() + two.open() == 1);
    session.type("hello");
    session.awaitOutput("hello");
    assertEquals("hello", one.heard.toString() + two.heard);
    assertEquals(2, session.messages());
  }

  @Test
  void aTakenPortRefusesTheWhole() {
    two.behaviour = Behaviour.PORT_TAKEN;

    var status = client.refused("ada", LISTEN).status();

    assertEquals(409, status.getCode());
    assertEquals("PortTaken", status.getReason());
    assertEquals("Port 5000 is taken on node-2.", status.getMessage());
    eventually(() -> one.open() == 0);
  }

  @Test
  void whateverANodeSaysAgainstItRefusesTheWhole() {
    one.behaviour = Behaviour.TOO_MANY;
    assertEquals(429, client.refused("ada", LISTEN).code());
    eventually(() -> two.open() == 0);
  }

  @Test
  void aNodeThatIsAwayIsLeftOutUntilItAnswers() {
    one.behaviour = Behaviour.SILENT;
    var session = client.open("ada", LISTEN);
    assertEquals(0, one.open());

    one.behaviour = Behaviour.LISTENS;
    eventually(() -> one.open() == 1);

    one.connect();
    session.awaitMessage();
  }

  @Test
  void theOnlyNodeHasToAnswer() {
    guestsOn(one);
    one.behaviour = Behaviour.SILENT;

    var status = client.refused("ada", LISTEN).status();

    assertEquals(503, status.getCode());
    assertTrue(status.getMessage().contains("node-1"), status.getMessage());
  }

  @Test
  void waitsForTheFirstGuestOfAnEnvironment() {
    guestsOn();
    var session = client.open("ada", LISTEN);
    session.type("hello");

    guestsOn(two);
    eventually(() -> two.open() == 1);
    two.connect();

    session.awaitOutput("hello");
  }

  @Test
  void listensWhereGuestsComeAndLeavesWhereTheyWent() {
    guestsOn(one);
    client.open("ada", LISTEN);
    assertEquals(0, two.open());

    guestsOn(two);

    eventually(() -> two.open() == 1 && one.open() == 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PORT_TAKEN", "SILENT", "STOPPING", "TOO_MANY"})
  void listensAgainOnANodeThatWasLost(Behaviour meanwhile) {
    guestsOn(one);
    var session = client.open("ada", LISTEN);
    one.behaviour = meanwhile;
    one.breakOff();
    eventually(() -> one.requests.size() > 1);

    one.behaviour = Behaviour.LISTENS;
    eventually(() -> one.open() == 1);
    one.connect();

    session.awaitMessage();
    session.type("hello");
    session.awaitOutput("hello");
  }

  @Test
  void waitsForAPortThatItHadItselfOnANodeWhereGuestsComeAgain() {
    guestsOn(one);
    client.open("ada", LISTEN);
    guestsOn();
    eventually(() -> one.open() == 0);
    one.behaviour = Behaviour.PORT_TAKEN;
    guestsOn(one);
    eventually(() -> one.requests.size() > 2);

    one.behaviour = Behaviour.LISTENS;

    eventually(() -> one.open() == 1);
  }

  @Test
  void saysThatThePortIsTakenWhereGuestsComeLater() {
    guestsOn(one);
    var session = client.open("ada", LISTEN);
    two.behaviour = Behaviour.PORT_TAKEN;

    guestsOn(one, two);

    assertEquals("PortTaken", session.end().getReason());
    eventually(() -> one.open() == 0);
  }

  @Test
  void endsWithItsEnvironment() {
    var session = client.open("ada", LISTEN);

    homes.put("dev", new EnvironmentLocator.Home.At(ID + 1, Set.of()));

    var status = session.end();
    assertEquals(404, status.getCode());
    assertEquals("environments.guest-operator.dev \"dev\" not found", status.getMessage());
  }

  @Test
  void hangsUpOnEveryNodeWhenTheClientLeaves() {
    var session = client.open("ada", LISTEN);
    session.type("never read");

    session.socket().close();

    eventually(() -> one.open() == 0 && two.open() == 0 && openSessions() == 0);
  }

  @Test
  void hangsUpOnEveryNodeWhenTheClientIsKilled() {
    try (var other = fakes.client(url.getPort())) {
      var session = other.open("ada", LISTEN);
      // More than Vert.x takes in before it stops to read the connection.
      IntStream.range(0, 64).forEach(i -> session.socket().write(message(0, "x".repeat(1024))));
      session.type("never read");
    }
    eventually(() -> one.open() == 0 && two.open() == 0 && openSessions() == 0);
  }

  @Test
  void endsWhenTheRightIsGone() {
    fakes.api.allowed.add("bob");
    var session = client.open("bob", "environments/dev:5000/portforward");
    fakes.api.allowed.remove("bob");

    var status = session.end();

    assertEquals(403, status.getCode());
    assertTrue(status.getMessage().contains("environments/portforward"), status.getMessage());
    eventually(() -> one.open() == 0 && two.open() == 0);
  }

  @Test
  void aClientThatDoesNotReadHoldsTheGuest() {
    two.behaviour = Behaviour.FLOOD;
    guestsOn(two);
    var read = new AtomicLong();
    var session = client.open("ada", LISTEN);
    session.socket().pause();
    session.output(data -> read.addAndGet(data.length()));

    Flood.awaitStill(two.taken);
    assertTrue(two.taken.get() < Flood.MOST_UNDER_WAY, "taken: " + two.taken);

    session.socket().resume();
    assertEquals("Success", session.end().getStatus());
    assertEquals((long) SessionAgent.FLOOD_MESSAGES * SessionAgent.FLOOD_CHUNK, read.get());
  }

  @Test
  void listensOnSoManyNodesOnly() {
    var agents =
        IntStream.range(0, 4)
            .mapToObj(i -> new AgentAddress("node-" + i, "127.0.0.1", 1))
            .collect(Collectors.toSet());
    homes.put("dev", new EnvironmentLocator.Home.At(ID, agents));

    var status = client.refused("ada", LISTEN).status();

    assertEquals(409, status.getCode());
    assertTrue(status.getMessage().contains("guests on 4 nodes"), status.getMessage());
  }

  @Test
  void saysThatThereIsNoEnvironment() {
    var status = client.refused("ada", "environments/absent/portforward?port=1").status();
    assertEquals(404, status.getCode());
    assertEquals("environments.guest-operator.dev \"absent\" not found", status.getMessage());
    assertEquals("environments", status.getDetails().getKind());

    homes.put("young", new EnvironmentLocator.Home.WithoutId());
    status = client.refused("ada", "environments/young/portforward?port=1").status();
    assertEquals(409, status.getCode());
    assertEquals("Conflict", status.getReason());
  }

  @Test
  void asksForTheRightToThePortOfTheEnvironment() {
    assertEquals(403, client.refused("eve", "environments/dev:5000/portforward").code());
    assertEquals(403, client.refused("eve", "environments/absent/portforward?port=1").code());

    client.refused("eve", "environments/dev%3a5000/portforward");
    var asked = fakes.api.asked.get("eve").getResourceAttributes();
    assertEquals("environments", asked.getResource());
    assertEquals("portforward", asked.getSubresource());
    assertEquals("dev:5000", asked.getName());
    assertEquals("create", asked.getVerb());
    assertTrue(one.requests.isEmpty(), "nobody listens for who may not");
  }

  @Test
  void hasNoOtherSubresource() {
    var path = GatewayClient.API + "/namespaces/ns/environments/dev/attach?device=serial";
    assertEquals(404, client.get(path, as("ada")).code());
  }

  private void guestsOn(ListeningAgent... agents) {
    var addresses =
        Stream.of(agents).map(ListeningAgent::address).collect(Collectors.toUnmodifiableSet());
    homes.put("dev", new EnvironmentLocator.Home.At(ID, addresses));
  }

  private double openSessions() {
    return meters.find("guest.operator.gateway.sessions").gauges().stream()
        .mapToDouble(Gauge::value)
        .sum();
  }

  private static void eventually(Callable<Boolean> condition) {
    await().atMost(Duration.ofSeconds(30)).until(condition);
  }
}
