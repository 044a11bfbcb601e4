package dev.guestoperator.agent.node;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.guestoperator.agent.api.Accelerator;
import dev.guestoperator.agent.interrupt.InterruptLine;
import dev.guestoperator.agent.vmm.Balloon;
import dev.guestoperator.agent.vmm.Machine;
import dev.guestoperator.agent.vmm.MachineConfig;
import dev.guestoperator.agent.vmm.MachineException;
import dev.guestoperator.agent.vmm.MachineExit;
import dev.guestoperator.agent.vmm.MachineFiles;
import dev.guestoperator.agent.vmm.Vmm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KvmProbeTest {
  private static final Duration LIMIT = Duration.ofSeconds(2);

  /** What becomes of the probe's guest. */
  private enum Fate {
    WORKS,
    STANDS_STILL,
    STANDS_STILL_IN_LONG_MODE,
    ENDS,
    DOES_NOT_START
  }

  private final List<String> tried = new ArrayList<>();
  private Map<String, Fate> fates = Map.of();

  @TempDir Path temp;

  @Test
  void findsNoDevice() {
    var probe = new KvmProbe(temp.resolve("none"), directory(), 1, LIMIT, FakeVmm::new);

    assertEquals(new KvmVerdict.Absent(), probe.get());
    assertEquals(List.of(), tried);
  }

  @Test
  void findsAKvmThatWorks() {
    fates = Map.of("host", Fate.WORKS);

    assertEquals(new KvmVerdict.Works("host"), probe());
    assertEquals(List.of("host"), tried);
  }

  @Test
  void findsAKvmThatAbortsOnSomeModels() {
    fates =
        Map.of(
            "host",
            Fate.ENDS,
            "host,-arch-capabilities",
            Fate.DOES_NOT_START,
            "qemu64",
            Fate.WORKS);

    assertEquals(new KvmVerdict.Works("qemu64"), probe());
  }

  @Test
  void findsAKvmThatAlwaysAborts() {
    fates =
        Map.of(
            "host", Fate.ENDS, "host,-arch-capabilities", Fate.ENDS, "qemu64", Fate.DOES_NOT_START);

    assertEquals(new KvmVerdict.Aborts("it does not start"), probe());
  }

  @Test
  void findsAKvmUnderWhichNothingHappens() {
    fates = Map.of("host", Fate.ENDS, "host,-arch-capabilities", Fate.STANDS_STILL);

    assertEquals(new KvmVerdict.TooSlow("host,-arch-capabilities", false, 2), probe());
    assertEquals(List.of("host", "host,-arch-capabilities"), tried);
  }

  @Test
  void findsAKvmThatIsTooSlowToBoot() {
    fates = Map.of("host", Fate.STANDS_STILL_IN_LONG_MODE);

    assertEquals(new KvmVerdict.TooSlow("host", true, 2), probe());
  }

  @Test
  void leavesNothingWhenTheAgentStops() throws Exception {
    // Given
    fates = Map.of("host", Fate.STANDS_STILL);
    var endless = new KvmProbe(temp, directory(), 1, Duration.ofHours(1), FakeVmm::new);
    var probe = NodeProbe.start(endless);
    await().until(() -> Files.exists(directory().resolve("serial.log")));

    // When
    probe.close();

    // Then
    assertFalse(Files.exists(directory()), "its guest is ended before its directory is removed");
    assertEquals(List.of(), probe.facts());
  }

  private KvmVerdict probe() {
    var verdict = new KvmProbe(temp, directory(), 1, LIMIT, FakeVmm::new).get();
    assertFalse(Files.exists(directory()), "nothing is left of it");
    return verdict;
  }

  private Path directory() {
    return temp.resolve("probe");
  }

  private final class FakeVmm implements Vmm {
    private final String cpu;

    FakeVmm(String cpu) {
      this.cpu = cpu;
    }

    @Override
    public Machine start(MachineConfig config, Observer observer) throws MachineException {
      tried.add(cpu);
      var fate = fates.get(cpu);
      say(config, "");
      switch (fate) {
        case DOES_NOT_START -> throw new MachineException("VmmNotStarted", "it does not start");
        case ENDS -> end(observer, "it ended");
        case WORKS -> say(config, "long mode\ndone\n");
        case STANDS_STILL -> say(config, "SeaBIOS\n");
        case STANDS_STILL_IN_LONG_MODE -> say(config, "long mode\n");
      }
      return new FakeMachine(observer, fate == Fate.ENDS);
    }

    @Override
    public Optional<Machine> adopt(MachineConfig config, Observer observer) {
      return Optional.empty();
    }
  }

  private record FakeMachine(Vmm.Observer observer, boolean ended) implements Machine {
    @Override
    public Instant startedAt() {
      return Instant.EPOCH;
    }

    @Override
    public Accelerator accelerator() {
      return Accelerator.KVM;
    }

    @Override
    public Map<Integer, InterruptLine> interrupts() {
      return Map.of();
    }

    @Override
    public Optional<Balloon> balloon() {
      return Optional.empty();
    }

    @Override
    public void pressPowerButton() {}

    @Override
    public void powerOff() {
      if (!ended) {
        end(observer, "it was switched off");
      }
    }
  }

  private static void end(Vmm.Observer observer, String message) {
    observer.ended(new MachineExit("Reason", message, null, Instant.EPOCH));
  }

  private static void say(MachineConfig config, String text) throws MachineException {
    try {
      Files.writeString(new MachineFiles(config.directory()).serialLog(), text);
    } catch (IOException e) {
      throw new MachineException("Test", "the log cannot be written", e);
    }
  }
}
