package dev.guestoperator.agent.vmm.simulated;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestoperator.agent.api.Accelerator;
import dev.guestoperator.agent.api.DesiredGuest.Balloon;
import dev.guestoperator.agent.api.DesiredGuest.Virtio;
import dev.guestoperator.agent.vmm.Boot;
import dev.guestoperator.agent.vmm.MachineConfig;
import dev.guestoperator.agent.vmm.MachineException;
import dev.guestoperator.agent.vmm.MachineExit;
import dev.guestoperator.agent.vmm.MachineFiles;
import dev.guestoperator.agent.vmm.RecordingObserver;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulatedVmmTest {
  private final SimulatedVmm vmm = new SimulatedVmm();
  private final RecordingObserver observer = new RecordingObserver();
  private MachineConfig config;

  @TempDir Path directory;

  @BeforeEach
  void configure() {
    config =
        new MachineConfig(
            directory,
            "uid",
            "tests/guest",
            1,
            256 << 20,
            1,
            new Boot.Bios(Path.of("disk.img")),
            false,
            new Virtio(true, false, false, false, false, false, false),
            Balloon.EMPTY,
            Set.of(),
            Optional.empty(),
            Accelerator.TCG);
  }

  @Test
  void livesAndIsSwitchedOff() throws Exception {
    var machine = vmm.start(config, observer);
    observer.awaitTold("running");

    machine.powerOff();
    machine.powerOff();

    assertEquals(MachineExit.POWERED_OFF, observer.awaitExit().reason());
    assertEquals(List.of("running", "ended"), observer.told());
    assertEquals(
        "simulated guest tests/guest\n", Files.readString(new MachineFiles(directory).serialLog()));
  }

  @Test
  void reactsToThePowerButton() throws Exception {
    vmm.start(config, observer).pressPowerButton();

    assertEquals(MachineExit.GUEST_SHUTDOWN, observer.awaitExit().reason());
  }

  @Test
  void ignoresWhatItIsToldToIgnore() throws Exception {
    vmm.setFaults(Fault.IGNORES_POWER_BUTTON, Fault.SURVIVES_POWER_OFF);
    var machine = vmm.start(config, observer);
    machine.pressPowerButton();
    machine.powerOff();

    vmm.machine("uid").orElseThrow().reboot();

    observer.awaitTold("rebooted");
    assertEquals(List.of("running", "rebooted"), observer.told());
  }

  @Test
  void doesNotStart() throws Exception {
    vmm.setFaults(Fault.START_FAILS);
    assertThrows(MachineException.class, () -> vmm.start(config, observer));

    vmm.setFaults();
    vmm.start(config, observer);
    observer.awaitTold("running");
  }

  @Test
  void endsAtOnce() throws Exception {
    vmm.setFaults(Fault.ENDS_AT_ONCE);

    vmm.start(config, observer);

    assertEquals(MachineExit.VMM_FAILED, observer.awaitExit().reason());
    assertEquals(List.of("ended"), observer.told());
  }

  @Test
  void refusesASecondStart() throws Exception {
    vmm.start(config, observer);

    assertThrows(MachineException.class, () -> vmm.start(config, observer));
  }

  @Test
  void bringsItsBalloonToTheTargetStepByStep() throws Exception {
    var balloon = vmm.start(config, observer).balloon().orElseThrow();
    balloon.setTarget(20_000);

    assertEquals(16_384, balloon.actualPages());
    assertEquals(20_000, balloon.actualPages());
    assertEquals(20_000, balloon.actualPages());
    vmm.setFaults(Fault.BALLOON_STUCK);
    balloon.setTarget(0);
    assertEquals(20_000, balloon.actualPages());
  }

  @Test
  void tellsStatisticsThatMoveFromLookToLook() throws Exception {
    var balloon = vmm.start(config, observer).balloon().orElseThrow();
    assertTrue(balloon.told().isEmpty());
    balloon.setStatsPeriod(1);
    var last = balloon.told().orElseThrow().stats();

    for (var look = 0; look < 20; look++) {
      var next = balloon.told().orElseThrow().stats();
      assertTrue(next.movedFrom(last, 0.05), next + " after " + last);
      last = next;
    }

    vmm.setFaults(Fault.NO_STATISTICS);
    assertTrue(balloon.told().isEmpty());
  }

  @Test
  void isAdopted() throws Exception {
    vmm.start(config, new RecordingObserver());

    vmm.adopt(config, observer).orElseThrow().powerOff();

    observer.awaitExit();
    assertTrue(vmm.adopt(config, observer).isEmpty());
  }
}
