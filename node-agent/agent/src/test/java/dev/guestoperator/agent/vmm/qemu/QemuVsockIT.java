package dev.guestoperator.agent.vmm.qemu;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.guestoperator.agent.vmm.MachineConfig;
import dev.guestoperator.agent.vmm.RecordingObserver;
import dev.guestoperator.agent.vsh.SetupRequest;
import dev.guestoperator.agent.vsh.VshClient;
import dev.guestoperator.agent.vsh.VshEnd;
import dev.guestoperator.agent.vsock.Environments;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The vsock device of a machine on the QEMU of this computer, with Linux and vshd in it. */
class QemuVsockIT {
  private static final String READY = "vsock READY";
  private static final int VSHD = 9001;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final RecordingObserver observer = new RecordingObserver();
  private final Environments environments = TestMachines.environments();
  private TestMachines machines;

  @BeforeEach
  void open() throws Exception {
    machines = new TestMachines();
  }

  @AfterEach
  void close() throws Exception {
    machines.close();
  }

  @Test
  void survivesAReboot() throws Exception {
    var config = machines.busybox(TestMachines.ONLY_VSOCK);
    QemuVmmIT.vmm(environments).start(config, observer);
    assertEquals("hello\n", say(config, "hello"));

    TestMachines.type(config, "reboot -f\n");
    observer.awaitTold("rebooted");

    await().atMost(PATIENCE).until(() -> Collections.frequency(observer.told(), READY) == 2);
    assertEquals("again\n", say(config, "again"));
  }

  @Test
  void isPluggedInAnewByTheNextAgent() throws Exception {
    // Given
    var config = machines.busybox(TestMachines.ONLY_VSOCK);
    DyingAgent.start(config);
    TestMachines.awaitSerial(config, "busybox guest ready");

    // When
    QemuVmmIT.vmm(environments).adopt(config, observer).orElseThrow();

    // Then
    observer.awaitTold(READY);
    assertEquals("survived\n", say(config, "survived"));
  }

  /** As it is done for a guest that has lost its device. */
  @Test
  void isTakenOutOfAGuestThatReboots() throws Exception {
    // Given
    var config = machines.busybox(TestMachines.ONLY_VSOCK);
    DyingAgent.start(config);
    TestMachines.awaitSerial(config, "busybox guest ready");
    TestMachines.type(config, "sleep 2; reboot -f\n");

    // When
    takeOut(config, true);
    QemuVmmIT.vmm(environments).adopt(config, observer).orElseThrow();

    // Then
    observer.awaitTold(READY);
    assertEquals("survived\n", say(config, "survived"));
  }

  @Test
  void isPutInAfterAnAgentDiedBetweenTakingItOutAndPuttingItIn() throws Exception {
    // Given
    var config = machines.busybox(TestMachines.ONLY_VSOCK);
    DyingAgent.start(config);
    TestMachines.awaitSerial(config, "busybox guest ready");
    takeOut(config, false);

    // When
    QemuVmmIT.vmm(environments).adopt(config, observer).orElseThrow();

    // Then
    observer.awaitTold(READY);
    assertEquals("survived\n", say(config, "survived"));
  }

  private static void takeOut(MachineConfig config, boolean onceItReboots) throws IOException {
    try (var listener =
        QemuListener.bind(config.directory(), QmpConnection.SOCKET, config.user())) {
      var qemu = new QmpConnection(listener.accept(), PATIENCE);
      assertThrows(ClosedChannelException.class, () -> qemu.run(new TakeOut(onceItReboots)));
    }
  }

  private record TakeOut(boolean onceItReboots) implements QmpConnection.Handler {
    @Override
    public void ready(QmpConnection qemu) {
      if (!onceItReboots) {
        takeOut(qemu);
      }
    }

    @Override
    public void happened(QmpConnection qemu, QmpEvent event) {
      switch (event) {
        case QmpEvent.Reset _ -> takeOut(qemu);
        case QmpEvent.DeviceDeleted _ -> qemu.abandon();
        default -> {}
      }
    }

    private static void takeOut(QmpConnection qemu) {
      qemu.execute("device_del", Map.of("id", "vsock0"));
    }
  }

  private String say(MachineConfig config, String word) {
    return await()
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(() -> run(config, "echo", word), output -> true);
  }

  private String run(MachineConfig config, String... command) throws Exception {
    try (var connection = environments.connect(config.vsock().orElseThrow(), VSHD)) {
      var out = new ByteArrayOutputStream();
      var client =
          VshClient.open(
              Channels.newInputStream(connection),
              Channels.newOutputStream(connection),
              SetupRequest.command(command));
      assertEquals(new VshEnd.Exited(0), client.run(out, out));
      return out.toString(StandardCharsets.UTF_8);
    }
  }
}
