package dev.guestoperator.agent.guest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestoperator.agent.DesiredGuests;
import dev.guestoperator.agent.api.GuestState;
import dev.guestoperator.agent.vmm.simulated.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An agent that ended between any two writes, and the one after it. */
class RecoveryTest {
  @TempDir Path directory;
  private final DesiredGuests guest = DesiredGuests.on("simulated");
  private final String uid = guest.uid();
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
  void aRunningMachineIsTakenOver() throws Exception {
    run();
    var machine = node.vmm.machine(uid).orElseThrow();
    var before = node.report(uid);
    restartAgent();

    assertEquals(before, node.report(uid));
    assertSame(machine, node.vmm.machine(uid).orElseThrow());
  }

  @Test
  void theMachineOfAnEarlierAgentIsLedOn() throws Exception {
    run();
    restartAgent();

    node.guests.put(guest.off(30).get());

    node.awaitState(uid, GuestState.STOPPED);
    assertTrue(node.vmm.machine(uid).isEmpty());
  }

  @Test
  void anEndThatNobodySawIsNoticed() throws Exception {
    run();
    node.stopAgent();
    node.vmm.machine(uid).orElseThrow().crash();
    node.startAgent();

    node.awaitState(uid, GuestState.FAILED);
    assertEquals("EndedUnseen", node.report(uid).lastExit().reason());
    node.awaitState(uid, GuestState.RUNNING);
    assertEquals(1, node.report(uid).restarts());
  }

  @Test
  void whatIsTakenStaysTaken() throws Exception {
    run();
    var free = node.memory.free();
    node.stopAgent();
    node.memory.release(uid);
    node.startAgent();

    assertEquals(free, node.memory.free());
  }

  @Test
  void aDirectoryWithoutAnythingIsRemoved() throws Exception {
    node.stopAgent();
    Files.createDirectories(node.guest(uid));
    node.startAgent();

    assertFalse(Files.exists(node.guest(uid)));
  }

  @Test
  void aGuestThatWasNeverAcceptedIsRemoved() throws Exception {
    node.stopAgent();
    new GuestDirectory(node.guest(uid)).create();
    new GuestDirectory(node.guest(uid)).write(GuestRecord.of(0));
    Files.writeString(node.guest(uid).resolve("desired.json.new"), "{\"uid\":");
    node.startAgent();

    assertFalse(Files.exists(node.guest(uid)));
  }

  @Test
  void aGuestThatWasAcceptedAndNotStartedIsStarted() throws Exception {
    node.stopAgent();
    new GuestDirectory(node.guest(uid)).create();
    new GuestDirectory(node.guest(uid)).write(GuestRecord.of(0));
    new GuestDirectory(node.guest(uid)).write(guest.get());
    node.startAgent();

    node.awaitState(uid, GuestState.RUNNING);
    assertEquals(0, node.report(uid).restarts());
  }

  @Test
  void halfOfAWriteIsAsNone() throws Exception {
    run();
    node.stopAgent();
    Files.writeString(node.guest(uid).resolve("desired.json.new"), "{\"uid\":");
    Files.writeString(node.guest(uid).resolve("state.json.new"), "");
    node.startAgent();

    assertEquals(GuestState.RUNNING, node.report(uid).state());
    assertFalse(node.guests.put(guest.get()).restartRequired());
  }

  @Test
  void aMachineOnRecordThatWasNeverStartedIsStarted() throws Exception {
    run();
    node.stopAgent();
    var saved = Files.readAllBytes(node.guest(uid).resolve("state.json"));
    node.vmm.machine(uid).orElseThrow().powerOff();
    Files.write(node.guest(uid).resolve("state.json"), saved);
    node.startAgent();

    node.awaitState(uid, GuestState.FAILED);
    node.awaitState(uid, GuestState.RUNNING);
  }

  @Test
  void aRemovalGoesOn() throws Exception {
    node.vmm.setFaults(Fault.IGNORES_POWER_BUTTON);
    run();
    node.guests.remove(uid, 1, OptionalInt.of(3600));
    node.awaitState(uid, GuestState.STOPPING);
    node.stopAgent();
    node.vmm.setFaults();
    node.startAgent();

    node.awaitGone(uid);
    assertTrue(node.vmm.machine(uid).isEmpty());
  }

  @Test
  void whatWasLeftOfARemovalIsDeleted() throws Exception {
    node.stopAgent();
    var left = Files.createDirectories(node.state.resolve("trash").resolve(uid).resolve("deep"));
    Files.writeString(left.resolve("file"), "x");
    var precious = Files.writeString(directory.resolve("precious"), "x");
    Files.createSymbolicLink(left.resolve("link"), precious);
    node.startAgent();

    assertFalse(Files.exists(node.state.resolve("trash").resolve(uid)));
    assertTrue(Files.exists(precious));
  }

  @Test
  void lostDesiredStateCostsThatGuestNothingButItsChanges() throws Exception {
    var other = DesiredGuests.on("simulated");
    run();
    node.guests.put(other.get());
    node.awaitState(other.uid(), GuestState.RUNNING);
    node.stopAgent();
    Files.writeString(node.guest(uid).resolve("desired.json"), "{\"uid");
    node.startAgent();

    assertEquals("StateUnreadable", node.report(uid).problem().reason());
    assertTrue(node.vmm.machine(uid).isPresent());
    assertEquals(GuestState.RUNNING, node.report(other.uid()).state());
    assertEquals(GuestState.RUNNING, node.guests.put(guest.get()).state());
  }

  @Test
  void withoutItsRecordAMachineIsFoundAllTheSame() throws Exception {
    run();
    var machine = node.vmm.machine(uid).orElseThrow();
    node.stopAgent();
    Files.writeString(node.guest(uid).resolve("state.json"), "garbage");
    node.startAgent();

    assertEquals(GuestState.RUNNING, node.report(uid).state());
    assertSame(machine, node.vmm.machine(uid).orElseThrow());
  }

  @Test
  void slotsStayApartOverRestarts() throws Exception {
    run();
    restartAgent();
    var second = DesiredGuests.on("simulated");

    node.guests.put(second.get());

    var first = new GuestDirectory(node.guest(uid)).record().orElseThrow();
    var next = new GuestDirectory(node.guest(second.uid())).record().orElseThrow();
    assertEquals(0, first.slot());
    assertEquals(1, next.slot());
  }

  @Test
  void theHighestEpochIsRemembered() throws Exception {
    node.guests.put(guest.epoch(7).get());
    restartAgent();

    assertEquals(7, node.report(uid).epoch());
    var refused = assertThrows(RefusedException.class, () -> node.guests.put(guest.epoch(6).get()));
    assertEquals(RefusedException.Kind.STALE_EPOCH, refused.kind());
  }

  private void run() throws RefusedException {
    node.guests.put(guest.get());
    node.awaitState(uid, GuestState.RUNNING);
  }

  private void restartAgent() throws Exception {
    node.stopAgent();
    node.startAgent();
  }
}
