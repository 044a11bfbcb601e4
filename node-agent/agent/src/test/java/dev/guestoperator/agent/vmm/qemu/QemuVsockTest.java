package dev.guestoperator.agent.vmm.qemu;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.guestoperator.agent.api.Accelerator;
import dev.guestoperator.agent.vmm.RecordingObserver;
import dev.guestoperator.agent.vsock.Environments;
import dev.guestoperator.agent.vsock.GuestAddress;
import dev.guestoperator.agent.vsock.Plug;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When QEMU is told to take the vsock device out and to put it in. */
class QemuVsockTest {
  private static final String DELETED =
      "{\"event\": \"DEVICE_DELETED\", \"data\": {\"device\": \"%s\", \"path\": \"/\"}}";
  private static final String RESET =
      "{\"event\": \"RESET\", \"data\": {\"guest\": true, \"reason\": \"guest-reset\"}}";
  private static final List<String> START = List.of("qmp_capabilities", "query-status");

  @TempDir Path directory;

  private final RecordingObserver observer = new RecordingObserver();
  private Process process;
  private Plug plug;
  private FakeQmp qemu;

  private void start(boolean adopted, FakeQmp.Fault fault) throws IOException {
    var uid = UUID.randomUUID().toString();
    process = new ProcessBuilder("sh", "-c", "exec sleep 600", "qemu", "-uuid", uid).start();
    var user = (int) Files.getAttribute(directory, "unix:uid");
    var listener = QemuListener.bind(directory, QmpConnection.SOCKET, user);
    new QemuMachine(
            QemuProcess.started(process, uid),
            new QemuSockets(listener, Optional.empty(), Optional.of(plug)),
            Accelerator.TCG,
            false,
            adopted,
            observer,
            () -> "its last words")
        .follow(Optional.empty());
    qemu = FakeQmp.dial(directory.resolve(QmpConnection.SOCKET), fault);
  }

  @BeforeEach
  void plug() throws IOException {
    var user = (int) Files.getAttribute(directory, "unix:uid");
    plug =
        new Environments(directory.resolve("environments"))
            .plug(new GuestAddress(0, 3), directory.resolve("front-end"), user, observer::vsock);
  }

  @AfterEach
  void end() throws Exception {
    qemu.close();
    process.destroyForcibly().waitFor();
    observer.awaitExit();
  }

  @Test
  void aNewMachineIsLeftAlone() throws Exception {
    start(false, FakeQmp.Fault.NONE);
    observer.awaitTold("running");
    qemu.send(RESET);
    observer.awaitTold("rebooted");

    assertEquals(START, qemu.commands());
  }

  @Test
  void thatOfAnEarlierAgentIsTakenOutAndPutInOnceItIsGone() throws Exception {
    start(true, FakeQmp.Fault.NONE);
    awaitCommands("qmp_capabilities", "query-status", "device_del");

    qemu.send(DELETED.formatted("another"));
    qemu.send(DELETED.formatted("vsock0"));

    awaitCommands(
        "qmp_capabilities",
        "query-status",
        "device_del",
        "chardev-remove",
        "chardev-add",
        "device_add");
  }

  @Test
  void whatCannotBeTakenOutIsTriedAgainWithTheNextConnection() throws Exception {
    start(true, FakeQmp.Fault.REFUSES_COMMANDS);
    awaitCommands("qmp_capabilities", "query-status", "device_del");
    qemu.close();

    qemu = FakeQmp.dial(directory.resolve(QmpConnection.SOCKET), FakeQmp.Fault.NONE);

    awaitCommands("qmp_capabilities", "query-status", "device_del");
  }

  @Test
  void aDeviceThatTheGuestHasLostComesBackWithAReboot() throws Exception {
    start(false, FakeQmp.Fault.NONE);
    observer.awaitTold("running");
    try (var hostile =
        SocketChannel.open(UnixDomainSocketAddress.of(directory.resolve("front-end")))) {
      hostile.write(ByteBuffer.allocate(64));
      observer.awaitTold("vsock LOST");
    }

    qemu.send(RESET);

    awaitCommands("qmp_capabilities", "query-status", "device_del");
  }

  private void awaitCommands(String... expected) {
    await().untilAsserted(() -> assertEquals(List.of(expected), qemu.commands()));
  }
}
