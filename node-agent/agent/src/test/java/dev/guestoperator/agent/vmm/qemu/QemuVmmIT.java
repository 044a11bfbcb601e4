package dev.guestoperator.agent.vmm.qemu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestoperator.agent.api.Accelerator;
import dev.guestoperator.agent.vmm.Boot;
import dev.guestoperator.agent.vmm.MachineException;
import dev.guestoperator.agent.vmm.MachineExit;
import dev.guestoperator.agent.vmm.RecordingObserver;
import dev.guestoperator.agent.vmm.Vmm;
import dev.guestoperator.agent.vsock.Environments;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The life of a machine, on the QEMU of this computer. */
class QemuVmmIT {
  private final RecordingObserver observer = new RecordingObserver();
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
  void echoesWhatIsTypedAndIsPoweredOff() throws Exception {
    // Given
    var config = machines.echo();
    var machine = vmm().start(config, observer);
    TestMachines.awaitSerial(config, "bios-echo ready");

    // When
    TestMachines.type(config, "hello");

    // Then
    TestMachines.awaitSerial(config, "hello");
    observer.awaitTold("running");
    machine.powerOff();
    var exit = observer.awaitExit();
    assertEquals(MachineExit.POWERED_OFF, exit.reason());
    assertEquals(0, exit.exitCode());
    assertEquals(List.of("running", "ended"), observer.told());
  }

  @Test
  void tellsOfAQemuThatIsKilled() throws Exception {
    var config = machines.echo();
    vmm().start(config, observer);

    TestMachines.process(config).destroyForcibly();

    var exit = observer.awaitExit();
    assertEquals(MachineExit.KILLED, exit.reason());
    assertEquals(137, exit.exitCode());
  }

  @Test
  void refusesASecondStart() throws Exception {
    var config = machines.echo();
    vmm().start(config, observer);

    var refusal = assertThrows(MachineException.class, () -> vmm().start(config, observer));

    assertEquals("AlreadyRunning", refusal.reason());
  }

  @Test
  void isAdoptedByAnotherAgent() throws Exception {
    // Given
    var config = machines.echo();
    DyingAgent.start(config);
    var pid = TestMachines.process(config).pid();
    TestMachines.awaitSerial(config, "bios-echo ready");

    // When
    var adopted = vmm().adopt(config, observer).orElseThrow();

    // Then
    observer.awaitTold("running");
    assertEquals(pid, TestMachines.process(config).pid());
    adopted.powerOff();
    assertEquals(MachineExit.POWERED_OFF, observer.awaitExit().reason());
  }

  @Test
  void noticesTheEndOfAnAdoptedMachine() throws Exception {
    var config = machines.echo();
    DyingAgent.start(config);
    vmm().adopt(config, observer).orElseThrow();
    observer.awaitTold("running");

    TestMachines.process(config).destroyForcibly();

    assertEquals(MachineExit.VMM_FAILED, observer.awaitExit().reason());
  }

  @Test
  void findsNothingToAdoptAfterTheEnd() throws Exception {
    var config = machines.echo();
    vmm().start(config, observer).powerOff();
    observer.awaitExit();

    assertTrue(vmm().adopt(config, observer).isEmpty());
  }

  @Test
  void refusesToStartWhileAnotherHoldsTheLock() throws Exception {
    // Given
    var config = machines.echo();
    var lock = config.directory().resolve("lock").toString();
    var holder = new ProcessBuilder("flock", lock, "sh", "-c", "echo held; exec sleep 600").start();
    try {
      holder.inputReader().readLine();

      // When
      var refusal = assertThrows(MachineException.class, () -> vmm().start(config, observer));

      // Then
      assertEquals("AlreadyRunning", refusal.reason());
    } finally {
      holder.destroyForcibly().waitFor();
    }
  }

  @Test
  void bootsFromADirectoryThatIsClosedToItsUser(@TempDir Path closed) throws Exception {
    var config = machines.echo();
    var disk = Files.copy(((Boot.Bios) config.boot()).disk(), closed.resolve("disk.img"));

    vmm().start(TestMachines.with(config, new Boot.Bios(disk)), observer);

    TestMachines.awaitSerial(config, "bios-echo ready");
  }

  @Test
  void saysWhyQemuDoesNotStart() throws Exception {
    var config = machines.echo();
    var nowhere = new Boot.Bios(Path.of("/nowhere/disk.img"));

    var refusal =
        assertThrows(
            MachineException.class,
            () -> vmm().start(TestMachines.with(config, nowhere), observer));

    assertEquals("VmmNotStarted", refusal.reason());
    assertTrue(refusal.getMessage().contains("/nowhere/disk.img"), refusal.getMessage());
  }

  @Test
  void saysThatThereIsNoQemu() throws Exception {
    var config = machines.echo();
    var vmm =
        new QemuVmm(
            new QemuProgram("no-such-qemu"),
            () -> "host",
            MemoryLimits.NONE,
            TestMachines.environments(),
            0);

    var refusal = assertThrows(MachineException.class, () -> vmm.start(config, observer));

    assertEquals("VmmMissing", refusal.reason());
  }

  @Test
  void followsNoLinkInItsDirectory() throws Exception {
    // Given
    var config = machines.echo();
    var victim = Files.writeString(config.directory().resolve("victim"), "untouched");
    var planted = List.of("qmp.sock", "serial.log", "serial.in", "console.in", "qemu.log");
    for (var name : planted) {
      Files.createSymbolicLink(config.directory().resolve(name), victim);
    }

    // When
    vmm().start(config, observer);
    TestMachines.awaitSerial(config, "bios-echo ready");

    // Then
    assertEquals("untouched", Files.readString(victim));
    assertEquals("root", Files.getOwner(victim).getName());
    for (var name : planted) {
      assertFalse(Files.isSymbolicLink(config.directory().resolve(name)), name);
    }
  }

  @Test
  void switchesItselfOffAtThePowerButton() throws Exception {
    var config = machines.busybox(TestMachines.ALL_DEVICES);
    var machine = vmm().start(config, observer);
    TestMachines.awaitSerial(config, "busybox guest ready");

    machine.pressPowerButton();

    var exit = observer.awaitExit();
    assertEquals(MachineExit.GUEST_SHUTDOWN, exit.reason());
  }

  @Test
  void tellsThatTheGuestHasRebooted() throws Exception {
    var config = machines.busybox(TestMachines.NO_DEVICES);
    vmm().start(config, observer);
    TestMachines.awaitSerial(config, "busybox guest ready");

    TestMachines.type(config, "reboot -f\n");

    observer.awaitTold("rebooted");
  }

  @Test
  void isAdoptedAfterTheGuestHasSwitchedItselfOff() throws Exception {
    // Given
    var config = machines.busybox(TestMachines.NO_DEVICES);
    DyingAgent.start(config);
    TestMachines.awaitSerial(config, "busybox guest ready");
    TestMachines.type(config, "poweroff -f\n");
    TestMachines.awaitSerial(config, "Power down");

    // When
    vmm().adopt(config, observer).orElseThrow();

    // Then
    assertEquals(MachineExit.GUEST_SHUTDOWN, observer.awaitExit().reason());
  }

  @Test
  void runsBiosEchoUnderKvm() throws Exception {
    var config = machines.echo();

    if (Files.exists(Path.of("/dev/kvm"))) {
      vmm().start(TestMachines.with(config, Accelerator.KVM), observer);
      TestMachines.awaitSerial(config, "bios-echo ready");
      TestMachines.type(config, "over KVM");
      TestMachines.awaitSerial(config, "over KVM");
    } else {
      var under = TestMachines.with(config, Accelerator.KVM);
      var refusal = assertThrows(MachineException.class, () -> vmm().start(under, observer));
      assertTrue(refusal.getMessage().contains("/dev/kvm"), refusal.getMessage());
    }
  }

  static Vmm vmm() {
    return vmm(TestMachines.environments());
  }

  static Vmm vmm(Environments environments) {
    return new QemuVmm(
        QemuProgram.DEFAULT, () -> "host,-arch-capabilities", MemoryLimits.NONE, environments, 0);
  }
}
