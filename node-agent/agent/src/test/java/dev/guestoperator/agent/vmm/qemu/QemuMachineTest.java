package dev.guestoperator.agent.vmm.qemu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.guestoperator.agent.api.Accelerator;
import dev.guestoperator.agent.vmm.MachineExit;
import dev.guestoperator.agent.vmm.RecordingObserver;
import dev.guestoperator.agent.vmm.qemu.FakeQmp.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A machine whose QEMU misbehaves: a process that is none, and a peer with faults. */
class QemuMachineTest {
  private static final String DEAF = "trap '' TERM; while :; do sleep 1; done";

  private final RecordingObserver observer = new RecordingObserver();
  private Process process;
  private QemuMachine machine;

  @TempDir Path directory;

  @BeforeEach
  void start() throws IOException {
    var uid = UUID.randomUUID().toString();
    process = new ProcessBuilder("sh", "-c", DEAF, "qemu", "-uuid", uid, "").start();
    var user = (int) Files.getAttribute(directory, "unix:uid");
    machine =
        new QemuMachine(
                QemuProcess.started(process, uid),
                new QemuSockets(
                    QemuListener.bind(directory, QmpConnection.SOCKET, user),
                    Optional.empty(),
                    Optional.empty()),
                Accelerator.TCG,
                false,
                false,
                observer,
                () -> "its last words")
            .follow(Optional.empty());
  }

  @AfterEach
  void end() throws InterruptedException {
    process.destroyForcibly().waitFor();
    observer.awaitExit();
  }

  @Test
  void isKilledWhenItsQemuStaysAfterTheGuestHasSwitchedItselfOff() throws Exception {
    try (var qemu = dial(Fault.NONE)) {
      observer.awaitTold("running");

      qemu.send(
          "{\"event\": \"SHUTDOWN\", \"data\": {\"guest\": true, \"reason\": \"guest-shutdown\"}}");

      assertEquals(MachineExit.GUEST_SHUTDOWN, observer.awaitExit().reason());
      assertEquals(
          List.of("qmp_capabilities", "query-status", "quit"), qemu.commands().subList(0, 3));
    }
  }

  @Test
  void isKilledWhenItsQemuDoesNotListen() throws Exception {
    machine.powerOff();

    var exit = observer.awaitExit();

    assertEquals(MachineExit.POWERED_OFF, exit.reason());
    assertEquals(137, exit.exitCode());
  }

  @Test
  void listensToTheNextConnectionAfterABrokenOne() throws Exception {
    try (var broken = dial(Fault.GREETS_WITH_GARBAGE)) {
      broken.awaitHangUp();
    }

    try (var sound = dial(Fault.NONE)) {
      observer.awaitTold("running");
      assertEquals("qmp_capabilities", sound.commands().getFirst());
    }
  }

  @Test
  void saysOnceThatItRuns() throws Exception {
    try (var qemu = dial(Fault.NONE)) {
      observer.awaitTold("running");
      qemu.send("{\"event\": \"RESUME\"}");
      qemu.send(
          "{\"event\": \"RESET\", \"data\": {\"guest\": false, \"reason\": \"host-signal\"}}");
      qemu.send("{\"event\": \"RESET\", \"data\": {\"guest\": true, \"reason\": \"guest-reset\"}}");
      observer.awaitTold("rebooted");
    }
    process.destroyForcibly();

    observer.awaitExit();

    assertEquals(List.of("running", "rebooted", "ended"), observer.told());
  }

  private FakeQmp dial(Fault fault) throws IOException {
    return FakeQmp.dial(directory.resolve(QmpConnection.SOCKET), fault);
  }
}
