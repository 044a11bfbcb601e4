package dev.guestoperator.agent.guest;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestoperator.agent.DesiredGuests;
import dev.guestoperator.agent.api.GuestState;
import dev.guestoperator.agent.vmm.simulated.Fault;
import dev.guestoperator.agent.vmm.simulated.SimulatedMachine;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GuestsTest {
  @TempDir Path directory;
  private final DesiredGuests guest = DesiredGuests.on("simulated");
  private TestNode node;

  @BeforeEach
  void start() throws IOException {
    node = new TestNode(directory);
    node.startAgent();
  }

  @AfterEach
  void stop() throws Exception {
    node.stopAgent();
  }

  @Test
  void whateverHappensAtOnceTheLastWishCounts() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var thread = 0; thread < 4; thread++) {
        var random = new Random(thread);
        threads.submit(
            () -> {
              for (var i = 0; i < 100; i++) {
                node.guests.put(random.nextBoolean() ? guest.get() : guest.off(0).get());
                node.vmm
                    .machine(guest.uid())
                    .filter(_ -> random.nextInt(4) == 0)
                    .ifPresent(SimulatedMachine::crash);
              }
              return null;
            });
      }
    }

    node.guests.put(guest.off(0).get());

    node.awaitState(guest.uid(), GuestState.STOPPED);
    assertTrue(node.vmm.machine(guest.uid()).isEmpty());
    assertEquals(node.memory.capacity(), node.memory.free());

    node.guests.put(guest.get());
    node.awaitState(guest.uid(), GuestState.RUNNING);
  }

  @Test
  void manyGuestsAtOnceGetUsersOfTheirOwn() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var i = 0; i < 10; i++) {
        threads.submit(() -> node.guests.put(DesiredGuests.on("simulated").get()));
      }
    }

    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                node.reports.all().stream()
                        .filter(each -> each.state() == GuestState.RUNNING)
                        .count()
                    == 10);
    var slots = new TreeSet<Integer>();
    for (var each : node.reports.all()) {
      slots.add(new GuestDirectory(node.guest(each.uid())).record().orElseThrow().slot());
    }
    assertEquals(10, slots.size());
  }

  @Test
  void aGuestThatDoesNotStartIsAProblemThatLasts() throws Exception {
    node.vmm.setFaults(Fault.START_FAILS);
    node.guests.put(guest.get());
    node.awaitState(guest.uid(), GuestState.FAILED);
    var problem = node.report(guest.uid()).problem();

    node.vmm.setFaults();

    node.awaitState(guest.uid(), GuestState.RUNNING);
    assertEquals("VmmNotStarted", problem.reason());
    assertEquals(0, node.report(guest.uid()).restarts());
  }

  @Test
  void aGuestThatEndsAtOnceIsCounted() throws Exception {
    node.vmm.setFaults(Fault.ENDS_AT_ONCE);
    node.guests.put(guest.get());

    await().atMost(Duration.ofSeconds(60)).until(() -> node.report(guest.uid()).restarts() >= 2);
    assertEquals("VmmFailed", node.report(guest.uid()).lastExit().reason());
  }

  @Test
  void aMachineThatSurvivesPowerOffIsSwitchedOffAgain() throws Exception {
    node.vmm.setFaults(Fault.IGNORES_POWER_BUTTON, Fault.SURVIVES_POWER_OFF);
    node.guests.put(guest.get());
    node.awaitState(guest.uid(), GuestState.RUNNING);
    node.guests.put(guest.off(0).get());
    node.awaitState(guest.uid(), GuestState.STOPPING);

    node.vmm.setFaults();

    node.awaitState(guest.uid(), GuestState.STOPPED);
  }
}
