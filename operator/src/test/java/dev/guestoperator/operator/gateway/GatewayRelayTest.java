package dev.guestoperator.operator.gateway;

import static dev.guestoperator.operator.gateway.GatewayClient.as;
import static dev.guestoperator.operator.gateway.GatewayClient.join;
import static dev.guestoperator.operator.gateway.GatewayClient.message;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestoperator.operator.gateway.SessionAgent.Behaviour;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocketFrame;
import jakarta.inject.Inject;
import java.net.URL;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What passes through the gateway, and how a session ends. */
@QuarkusTest
@TestProfile(GatewayProfile.class)
class GatewayRelayTest {
  private static final int MIB = 1024 * 1024;

  GatewayFakes fakes;
  @Inject GatewayProfile.Places places;
  @Inject MeterRegistry meters;

  @TestHTTPResource(value = "/", tls = true)
  URL url;

  GatewayClient client;

  @BeforeEach
  void frontProxyIsTrusted() {
    client = fakes.client(url.getPort());
    fakes.api.allowed.add("ada");
    fakes.agent.halfCloses.clear();
    fakes.agent.requests.clear();
    fakes.agent.taken.set(0);
    for (var behaviour : Behaviour.values()) {
      places.put(
          guest(behaviour),
          new GuestLocator.Place.At(
              behaviour.name(),
              new AgentAddress(GatewayFakes.NODE, "127.0.0.1", fakes.agent.port())));
    }
  }

  @AfterEach
  void everySessionEnds() {
    client.close();
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> fakes.agent.open.get() == 0 && openSessions() == 0);
  }

  @Test
  void tellsTheAgentWhatToShow() {
    join(
        client.connect(
            as("ada"), "guests/echo/attach?device=console&tailLines=7", "v5.channel.k8s.io"));
    join(
        client.connect(
            as("ada"), "guests/echo/attach?device=serial&fromStart=true", "v5.channel.k8s.io"));
    assertEquals("/v1/guests/ECHO/attach?device=console&tailLines=7", fakes.agent.requests.get(0));
    assertEquals(
        "/v1/guests/ECHO/attach?device=serial&fromStart=true", fakes.agent.requests.get(1));
  }

  @Test
  void passesAHalfCloseAndTheAgentsStatus() {
    var session = attach(Behaviour.ECHO);
    session.type("hello");
    session.awaitOutput("hello");

    join(session.socket().write(Buffer.buffer(new byte[] {(byte) 255, 0})));

    assertEquals("Success", session.end().getStatus());
    assertArrayEquals(new byte[] {(byte) 255, 0}, fakes.agent.halfCloses.getFirst().getBytes());
  }

  @Test
  void passesMessagesInSeveralFrames() {
    var session = attach(Behaviour.ECHO);
    var socket = session.socket();
    socket.writeFrame(WebSocketFrame.binaryFrame(message(0, "one "), false));
    socket.writeFrame(WebSocketFrame.continuationFrame(Buffer.buffer("message "), false));
    socket.writeFrame(WebSocketFrame.continuationFrame(Buffer.buffer("in three"), true));
    session.awaitOutput("one message in three");
  }

  @Test
  void carries64MebibytesEachWay() throws Exception {
    var session = attach(Behaviour.ECHO);
    var sent = MessageDigest.getInstance("SHA-256");
    var received = MessageDigest.getInstance("SHA-256");
    var count = new AtomicLong();
    session.output(
        data -> {
          received.update(data.getBytes());
          count.addAndGet(data.length());
        });

    // On the event loop, or the queue may drain between its check and the handler.
    session.socket().writePing(Buffer.buffer()).onSuccess(begun -> send(session, sent, 0));

    await().atMost(Duration.ofMinutes(3)).until(() -> count.get() == 64L * MIB);
    assertArrayEquals(sent.digest(), received.digest());
  }

  private void send(ClientEnd session, MessageDigest sent, int from) {
    var socket = session.socket();
    socket.drainHandler(null);
    for (int i = from; i < 2048; i++) {
      if (socket.writeQueueFull()) {
        int next = i;
        socket.drainHandler(drained -> send(session, sent, next));
        return;
      }
      var payload = new byte[32 * 1024];
      new Random(i).nextBytes(payload);
      sent.update(payload);
      socket.write(Buffer.buffer().appendByte((byte) 0).appendBytes(payload));
    }
  }

  @Test
  void takesFromTheAgentOnlyWhatTheClientReads() {
    long offered = (long) SessionAgent.FLOOD_MESSAGES * SessionAgent.FLOOD_CHUNK;
    var read = new AtomicLong();
    var session = attach(Behaviour.FLOOD);
    session.socket().pause();
    session.output(data -> read.addAndGet(data.length()));

    Flood.awaitStill(fakes.agent.taken);
    var taken = fakes.agent.taken.get();
    assertTrue(taken < Flood.MOST_UNDER_WAY, "taken: " + taken);

    session.socket().resume();
    assertEquals("Success", session.end().getStatus());
    assertEquals(offered, read.get());
  }

  @ParameterizedTest
  @EnumSource(
      value = Behaviour.class,
      names = {"CUT", "CLOSE_WITHOUT_STATUS", "GARBAGE"})
  void saysThatTheAgentIsLost(Behaviour behaviour) {
    var before = ended("agent_lost");
    var status = attach(behaviour).end();
    assertEquals(503, status.getCode());
    assertEquals("ServiceUnavailable", status.getReason());
    assertTrue(status.getMessage().contains("try again"), status.getMessage());
    assertEquals(before + 1, ended("agent_lost"));
  }

  @Test
  void saysThatASilentAgentIsLost() {
    var session = attach(Behaviour.STALL);
    // An agent that has read nothing of this reads no ping either.
    IntStream.range(0, 64).forEach(i -> session.type("x"));
    assertEquals(503, session.end().getCode());
    fakes.agent.wake();
  }

  @Test
  void keepsTheStatusOfAnAgentThatEndsAtOnce() {
    assertEquals("Success", attach(Behaviour.HASTY).end().getStatus());
    assertEquals("Guest is off.", attach(Behaviour.FAILURE).end().getMessage());
  }

  @Test
  void endsTheSessionOfAUserWhoMayNoLonger() {
    fakes.api.allowed.add("bob");
    var session = client.attach("bob", guest(Behaviour.ECHO));
    fakes.api.allowed.remove("bob");

    var status = session.end();

    assertEquals(403, status.getCode());
    assertEquals("Forbidden", status.getReason());
  }

  @Test
  void cutsAClientThatAnswersNoPing() {
    var before = ended("client_silent");
    var session = attach(Behaviour.ECHO);
    session.socket().pause();
    // As many as Vert.x takes in before it stops to read the connection.
    IntStream.range(0, 64).forEach(i -> session.socket().writePing(Buffer.buffer()));
    await().atMost(Duration.ofSeconds(60)).until(() -> ended("client_silent") == before + 1);
  }

  @Test
  void survivesAFrameOverTheLimit() {
    var session = attach(Behaviour.ECHO);
    session.socket().write(Buffer.buffer(new byte[GatewayApi.MAX_FRAME_BYTES + 1]));
    session.awaitClosed();

    var next = attach(Behaviour.ECHO);
    next.type("still there");
    next.awaitOutput("still there");
  }

  @Test
  void letsGoOfTheAgentWhenTheClientIsKilled() {
    var before = ended("client_left");
    try (var other = new GatewayClient(url.getPort(), fakes.frontProxy)) {
      other.attach("ada", guest(Behaviour.ECHO));
      await().atMost(Duration.ofSeconds(30)).until(() -> fakes.agent.open.get() == 1);
    }
    await().atMost(Duration.ofSeconds(30)).until(() -> fakes.agent.open.get() == 0);
    assertEquals(before + 1, ended("client_left"));
  }

  private ClientEnd attach(Behaviour behaviour) {
    return client.attach("ada", guest(behaviour));
  }

  private static String guest(Behaviour behaviour) {
    return behaviour.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private double openSessions() {
    return meters.find("guest.operator.gateway.sessions").gauges().stream()
        .mapToDouble(Gauge::value)
        .sum();
  }

  private double ended(String reason) {
    return meters
        .find("guest.operator.gateway.sessions.ended")
        .tag("subresource", "guests/attach")
        .tag("reason", reason)
        .counters()
        .stream()
        .mapToDouble(Counter::count)
        .sum();
  }
}
