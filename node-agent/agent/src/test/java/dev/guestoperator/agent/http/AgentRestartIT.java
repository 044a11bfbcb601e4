package dev.guestoperator.agent.http;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestoperator.agent.DesiredGuests;
import dev.guestoperator.agent.api.GuestState;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A real guest, and an agent that ends while it runs. */
class AgentRestartIT {
  private static final String GREETING = "bios-echo ready\r\n";

  private final DesiredGuests guest = DesiredGuests.on("bios-echo");
  private AgentProcess agent;
  private TestOperator operator;

  @BeforeEach
  void start() throws Exception {
    agent = new AgentProcess();
    agent.start();
    operator = agent.operator();
    operator.put(guest.get());
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertEquals(GuestState.RUNNING, operator.guest(guest.uid()).state()));
  }

  @AfterEach
  void stop() throws Exception {
    operator.close();
    agent.close();
  }

  @Test
  void aKilledAgentCostsNeitherGuestNorOutput() throws Exception {
    try (var session = attach()) {
      awaitOutput(session, GREETING);
      session.type("before ");
      awaitOutput(session, GREETING + "before ");
    }
    var pid = agent.pid(guest.uid());
    var startedAt = operator.guest(guest.uid()).startedAt();

    agent.kill();
    Files.writeString(
        agent.guest(guest.uid()).resolve("serial.in"), "meanwhile ", StandardOpenOption.WRITE);
    agent.start();

    try (var session = attach()) {
      session.type("after");
      awaitOutput(session, GREETING + "before meanwhile after");
    }
    assertEquals(pid, agent.pid(guest.uid()));
    assertTrue(ProcessHandle.of(pid).orElseThrow().isAlive());
    assertEquals(startedAt, operator.guest(guest.uid()).startedAt());
    assertEquals(0, operator.guest(guest.uid()).restarts());
  }

  @Test
  void aGuestThatEndsMeanwhileIsStartedAgain() throws Exception {
    var pid = agent.pid(guest.uid());
    agent.kill();
    ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    agent.start();

    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertEquals(1, operator.guest(guest.uid()).restarts()));
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertEquals(GuestState.RUNNING, operator.guest(guest.uid()).state()));
    assertEquals("EndedUnseen", operator.guest(guest.uid()).lastExit().reason());
  }

  @Test
  void anAgentThatIsStoppedTellsItsViewersAndLeavesTheGuestAlone() throws Exception {
    try (var session = attach();
        var events = operator.events()) {
      awaitOutput(session, GREETING);

      assertTrue(agent.stop(30));

      assertEquals(1000, session.closed().get(30, TimeUnit.SECONDS));
      assertEquals("AgentStopping", session.status().get("reason").asText());
      assertTrue(events.findFirst().isPresent());
    }
    assertTrue(ProcessHandle.of(agent.pid(guest.uid())).orElseThrow().isAlive());
  }

  private Session attach() {
    return operator.attach(guest.uid(), "device=serial&fromStart=true");
  }

  private static void awaitOutput(Session session, String text) {
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertEquals(text, session.output()));
  }
}
