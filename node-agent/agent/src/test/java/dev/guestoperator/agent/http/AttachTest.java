package dev.guestoperator.agent.http;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestoperator.agent.DesiredGuests;
import dev.guestoperator.agent.api.GuestState;
import dev.guestoperator.agent.serial.FakeMachine;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(SimulatedNode.class)
class AttachTest {
  private static final String GREETING = "simulated guest default/";

  @TestHTTPResource(tls = true)
  URI agent;

  private final DesiredGuests guest = DesiredGuests.on("simulated");
  private TestOperator operator;
  private FakeMachine machine;

  @BeforeEach
  void start() throws Exception {
    operator = new TestOperator(agent, SimulatedNode.certificates.client("guest-operator"));
    operator.put(guest.get());
    await().untilAsserted(() -> assertEquals(GuestState.RUNNING, state()));
    machine =
        new FakeMachine(SimulatedNode.directory.resolve("state/guests/" + guest.uid()), "serial");
  }

  @AfterEach
  void remove() throws Exception {
    await().untilAsserted(() -> assertEquals(204, operator.delete(guest.uid(), 9).statusCode()));
    machine.close();
    operator.close();
  }

  @Test
  void everybodySeesAndTypes() throws Exception {
    try (var one = operator.attach(guest.uid(), "device=serial");
        var two = operator.attach(guest.uid(), "device=serial")) {
      one.type("ls");
      var typed = machine.reads(2);
      two.type("pwd");
      var typedNext = machine.reads(3);
      machine.says("answer");

      assertArrayEquals("ls".getBytes(), typed);
      assertArrayEquals("pwd".getBytes(), typedNext);
      awaitOutput(one, "answer");
      awaitOutput(two, "answer");
    }
  }

  @Test
  void scrollbackBringsThePast() throws Exception {
    machine.says("one\ntwo\nthree");
    try (var tail = operator.attach(guest.uid(), "device=serial&tailLines=2");
        var all = operator.attach(guest.uid(), "device=serial&fromStart=true")) {
      awaitOutput(tail, "two\nthree");
      awaitOutput(all, "one\ntwo\nthree");

      assertFalse(tail.output().contains("one"));
      assertTrue(all.output().startsWith(GREETING));
    }
  }

  @Test
  void outputGoesOnAfterInputHasEnded() throws Exception {
    try (var session = operator.attach(guest.uid(), "device=serial")) {
      session.endInput();
      session.type("ignored");
      machine.says("still there");
      awaitOutput(session, "still there");
      try (var other = operator.attach(guest.uid(), "device=serial")) {
        other.type("x");
        assertArrayEquals("x".getBytes(), machine.reads(1));
      }
    }
  }

  @Test
  void aSessionOutlivesARestartAndEndsWhenTheGuestIsOff() throws Exception {
    try (var session = operator.attach(guest.uid(), "device=serial&fromStart=true")) {
      operator.put(guest.off(30).get());
      machine.says("Power down.");

      assertEquals(1000, session.closed().get(30, TimeUnit.SECONDS));
      assertTrue(session.output().startsWith(GREETING));
      assertEquals("Failure", session.status().get("status").asText());
      assertEquals("GuestOff", session.status().get("reason").asText());
      assertEquals(410, session.status().get("code").asInt());
      assertTrue(session.status().get("metadata").isObject());
    }
  }

  @Test
  void theLogOfAGuestThatIsOffCanBeRead() throws Exception {
    machine.says("last words");
    operator.put(guest.off(30).get());
    await().untilAsserted(() -> assertEquals(GuestState.STOPPED, state()));

    try (var session = operator.attach(guest.uid(), "device=serial&fromStart=true")) {
      assertEquals(1000, session.closed().get(30, TimeUnit.SECONDS));
      assertTrue(session.output().endsWith("last words"));
    }
  }

  @Test
  void aSessionAtADeletedGuestIsToldSo() throws Exception {
    try (var session = operator.attach(guest.uid(), "device=serial")) {
      operator.delete(guest.uid(), 9);

      session.closed().get(30, TimeUnit.SECONDS);
      assertEquals("GuestDeleted", session.status().get("reason").asText());
    }
  }

  @Test
  void aViewerThatStallsHoldsUpNobodyAndSeesTheLatestAfterwards() throws Exception {
    try (var stalled = operator.attach(guest.uid(), "device=serial");
        var live = operator.attach(guest.uid(), "device=serial")) {
      stalled.stall();
      var line = "0123456789abcdef".repeat(4096);
      for (var i = 0; i < 512; i++) {
        machine.says(line);
      }
      machine.says("the end");

      awaitEnd(live, "the end");
      assertFalse(stalled.output().contains("the end"));
      stalled.goOn();
      awaitEnd(stalled, "the end");
      assertTrue(stalled.output().contains("bytes are no longer kept]"));
      assertTrue(stalled.output().length() < 512 * line.length());
    }
  }

  @Test
  void theConsoleIsAnotherDevice() throws Exception {
    try (var console =
            new FakeMachine(
                SimulatedNode.directory.resolve("state/guests/" + guest.uid()), "console");
        var session = operator.attach(guest.uid(), "device=console")) {
      machine.says("serial");
      console.says("hvc0");

      awaitOutput(session, "hvc0");
      assertFalse(session.output().contains("serial"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "device=screen, 400",
    "device=serial&tailLines=-1, 400",
    "device=serial&tailLines=1000000, 400",
    "x=y, 400",
  })
  void whatCannotBeAttachedIsRefused(String query, int status) {
    assertEquals(status, refused(guest.uid(), query));
  }

  @Test
  void aGuestThatIsNotThereCannotBeAttached() {
    assertEquals(404, refused(DesiredGuests.on("simulated").uid(), "device=serial"));
  }

  @Test
  void withoutTheSubprotocolThereIsNoSession() throws Exception {
    var answer = operator.get("/v1/guests/%s/attach?device=serial".formatted(guest.uid()));

    assertEquals(400, answer.statusCode());
  }

  private int refused(String uid, String query) {
    var failed = assertThrows(CompletionException.class, () -> operator.attach(uid, query));
    return ((WebSocketHandshakeException) failed.getCause()).getResponse().statusCode();
  }

  private GuestState state() throws Exception {
    return operator.guest(guest.uid()).state();
  }

  private static void awaitOutput(Session session, String text) {
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertTrue(session.output().contains(text), session.output()));
  }

  private static void awaitEnd(Session session, String text) {
    await().atMost(Duration.ofSeconds(60)).until(() -> session.output().endsWith(text));
  }
}
