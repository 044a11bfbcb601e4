package dev.guestoperator.agent.vmm.qemu;

import static dev.guestoperator.agent.api.DesiredGuest.Interrupt.FREE_LINES;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.guestoperator.agent.interrupt.InterruptLine.Outcome;
import dev.guestoperator.agent.vmm.Machine;
import dev.guestoperator.agent.vmm.MachineConfig;
import dev.guestoperator.agent.vmm.MachineFiles;
import dev.guestoperator.agent.vmm.RecordingObserver;
import dev.guestoperator.agent.vmm.Vmm;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Interrupts of a real guest, counted by its stock Linux kernel. */
class QemuInterruptsIT {
  private static final Duration LONG = Duration.ofMinutes(1);

  private final Vmm vmm = QemuVmmIT.vmm();
  private TestMachines machines;
  private MachineConfig config;
  private Machine machine;
  private int asked;

  @BeforeEach
  void open() throws Exception {
    machines = new TestMachines();
  }

  @AfterEach
  void end() throws Exception {
    machines.close();
  }

  private void boot() throws Exception {
    config = TestMachines.with(machines.busybox(TestMachines.ALL_DEVICES), FREE_LINES);
    machine = vmm.start(config, new RecordingObserver());
    TestMachines.awaitSerial(config, "busybox guest ready");
  }

  @Test
  void aThousandRaisedOneByOneAreAThousandCountedOnEveryLine() throws Exception {
    boot();
    for (var line : FREE_LINES) {
      assertEquals(1000, machine.interrupts().get(line).raise(1000, LONG).taken(), "line " + line);
      assertEquals(1000, counted(line), "line " + line);
    }
  }

  @Test
  void whatABurstLosesIsKnown() throws Exception {
    boot();
    var line = machine.interrupts().get(5);

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Stream.generate(() -> threads.submit(() -> line.raise())).limit(1000).toList();
    }

    assertEquals(1000, line.requestedCount());
    assertEquals(line.takenCount(), counted(5));
  }

  @Test
  void anAgentThatComesBackGoesOn() throws Exception {
    config = TestMachines.with(machines.busybox(TestMachines.NO_DEVICES), FREE_LINES);
    DyingAgent.start(config);
    TestMachines.awaitSerial(config, "busybox guest ready");

    machine = vmm.adopt(config, new RecordingObserver()).orElseThrow();

    assertEquals(Outcome.TAKEN, machine.interrupts().get(7).raise());
    assertEquals(10, machine.interrupts().get(3).raise(10, LONG).taken());
    assertEquals(10, counted(3));
  }

  @Test
  void aGuestThatReportsWhatNobodyRaisedIsBelievedAgainLater() throws Exception {
    boot();
    TestMachines.type(
        config,
        "test -c /dev/port && for i in $(seq 100); do"
            + " printf '\\005' | dd of=/dev/port bs=1 seek=1513 conv=notrunc 2>/dev/null; done"
            + " && echo 'has' lied\n");
    TestMachines.awaitSerial(config, "has lied");
    var line = machine.interrupts().get(5);
    assertEquals(0, line.takenCount());

    await().atMost(LONG).until(() -> line.raise() == Outcome.TAKEN);

    var before = counted(5);
    assertEquals(100, line.raise(100, LONG).taken());
    assertEquals(before + 100, counted(5));
  }

  /** What the guest's kernel has counted, on all its processors. */
  private long counted(int line) throws Exception {
    var mark = "asked " + ++asked + ":";
    TestMachines.type(
        config, "echo 'asked' " + asked + ": $(grep '^ *" + line + ":.*Ged' /proc/interrupts)\n");
    var answer = Pattern.compile(mark + " " + line + ":((?: +\\d+)+) IO-APIC");
    var log = new MachineFiles(config.directory()).serialLog();
    return await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                answer
                    .matcher(Files.readString(log, StandardCharsets.ISO_8859_1))
                    .results()
                    .findFirst(),
            Optional::isPresent)
        .map(QemuInterruptsIT::sum)
        .orElseThrow();
  }

  private static long sum(MatchResult counts) {
    return Stream.of(counts.group(1).strip().split(" +"))
        .collect(Collectors.summingLong(Long::parseLong));
  }
}
