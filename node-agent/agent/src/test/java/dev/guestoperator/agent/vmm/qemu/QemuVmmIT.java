package dev.guestoperator.agent.vmm.qemu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestoperator.agent.vmm.MachineException;
import dev.guestoperator.agent.vmm.MachineExit;
import dev.guestoperator.agent.vmm.RecordingObserver;
import dev.guestoperator.agent.vmm.Vmm;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

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

  static Vmm vmm() {
    return new QemuVmm(QemuProgram.DEFAULT, () -> "host,-arch-capabilities", MemoryLimits.NONE, 0);
  }
}
