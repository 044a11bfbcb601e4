package dev.guestoperator.agent.guest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestoperator.agent.DesiredGuests;
import dev.guestoperator.agent.api.GuestState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A disk of its own for the agent's state, which fills up. Mounting it needs root, as the agent.
 */
class FullDiskTest {
  @TempDir Path directory;
  private final DesiredGuests guest = DesiredGuests.on("simulated");
  private TestNode node;

  @BeforeEach
  void start() throws Exception {
    node = new TestNode(directory);
    Files.createDirectories(node.state);
    run("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", node.state.toString());
    node.startAgent();
  }

  @AfterEach
  void stop() throws Exception {
    try {
      node.stopAgent();
    } finally {
      run("umount", "-l", node.state.toString());
    }
  }

  @Test
  void aNewGuestIsRefusedAndLeavesNothing() throws Exception {
    fill();

    var refused = assertThrows(RefusedException.class, () -> node.guests.put(guest.get()));

    assertEquals(RefusedException.Kind.STORAGE_FAILED, refused.kind());
    assertTrue(node.reports.of(guest.uid()).isEmpty());
    assertEquals(node.memory.capacity(), node.memory.free());
    assertTrue(Files.notExists(node.guest(guest.uid())));
  }

  @Test
  void aChangeIsRefusedAndTheGuestGoesOnAsBefore() throws Exception {
    var before = node.guests.put(guest.get());
    node.awaitState(guest.uid(), GuestState.RUNNING);
    fill();

    var refused = assertThrows(RefusedException.class, () -> node.guests.put(guest.off(0).get()));

    assertEquals(RefusedException.Kind.STORAGE_FAILED, refused.kind());
    assertEquals(before.generation(), node.report(guest.uid()).generation());
    assertTrue(node.vmm.machine(guest.uid()).isPresent());
  }

  @Test
  void aCrashIsHandledAndMadeGoodWhenThereIsRoom() throws Exception {
    node.guests.put(guest.get());
    node.awaitState(guest.uid(), GuestState.RUNNING);
    fill();

    node.vmm.machine(guest.uid()).orElseThrow().crash();

    node.awaitState(guest.uid(), GuestState.FAILED);
    assertEquals("VmmFailed", node.report(guest.uid()).lastExit().reason());
    Files.delete(node.state.resolve("filler"));
    node.awaitState(guest.uid(), GuestState.RUNNING);
  }

  @Test
  void removingMakesRoom() throws Exception {
    node.guests.put(guest.get());
    node.awaitState(guest.uid(), GuestState.RUNNING);
    fill();
    Files.delete(node.state.resolve("filler"));

    node.guests.remove(guest.uid(), 1, OptionalInt.of(0));

    node.awaitGone(guest.uid());
  }

  private void fill() throws IOException {
    try (var filler =
        Files.newOutputStream(node.state.resolve("filler"), StandardOpenOption.CREATE)) {
      while (true) {
        filler.write(new byte[512]);
      }
    } catch (IOException full) {
      assertTrue(full.getMessage().contains("No space"), full.getMessage());
    }
  }

  private static void run(String... command) throws Exception {
    assertEquals(0, new ProcessBuilder(command).inheritIO().start().waitFor());
  }
}
