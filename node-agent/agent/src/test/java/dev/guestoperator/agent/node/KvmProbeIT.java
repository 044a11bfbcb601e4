package dev.guestoperator.agent.node;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestoperator.agent.api.Accelerator;
import dev.guestoperator.agent.vmm.MachineExit;
import dev.guestoperator.agent.vmm.RecordingObserver;
import dev.guestoperator.agent.vmm.qemu.MemoryLimits;
import dev.guestoperator.agent.vmm.qemu.QemuProgram;
import dev.guestoperator.agent.vmm.qemu.QemuVmm;
import dev.guestoperator.agent.vsock.Environments;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The probe and its guest, on the QEMU of this computer. */
class KvmProbeIT {
  private static final Path KVM = Path.of("/dev/kvm");
  private static final int USER = 2_000_008;

  @TempDir Path temp;

  @BeforeEach
  void letQemuIn() throws Exception {
    Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rwx--x--x"));
  }

  @Test
  void itsGuestDoesItsWork() throws Exception {
    var directory = temp.resolve("guest");
    ProbeGuest.unpack(directory);
    var config = ProbeGuest.config(directory, USER, Accelerator.TCG);

    var outcome = new ProbeRun(config, Duration.ofMinutes(2)).run(qemu("max"));

    assertEquals(new ProbeRun.Outcome.Done(), outcome);
  }

  @Test
  void judgesTheKvmOfThisComputer() {
    // Given
    var directory = temp.resolve("probe");
    var probe = new KvmProbe(KVM, directory, USER, KvmProbe.LIMIT, KvmProbeIT::qemu);

    // When
    var verdict = probe.get();

    // Then
    System.out.println("KVM here: " + verdict.reason());
    if (Files.exists(KVM)) {
      assertFalse(verdict instanceof KvmVerdict.Absent, verdict.reason());
      assertTrue(verdict.cpu().isPresent(), verdict.reason());
    } else {
      assertInstanceOf(KvmVerdict.Absent.class, verdict);
    }
    assertFalse(Files.exists(directory));
  }

  @Test
  void itsGuestEndsByItselfWhenTheAgentIsGone() throws Exception {
    var directory = temp.resolve("guest");
    ProbeGuest.unpack(directory);
    var config = ProbeGuest.config(directory, USER, Accelerator.TCG);
    var observer = new RecordingObserver();

    qemu("max").withCpuTime(Duration.ofSeconds(2)).start(config, observer);

    assertEquals(MachineExit.KILLED, observer.awaitExit().reason());
  }

  @Test
  void itsDiskIsMadeOfItsSource() throws Exception {
    // Given
    var source = Path.of("src/main/resources/dev/guestoperator/agent/node/probe.S");
    var object = temp.resolve("probe.o");
    var image = temp.resolve("probe.img");

    // When
    run("as", "--64", "-o", object, source);
    run("ld", "-m", "elf_x86_64", "-Ttext", "0x7c00", "--oformat", "binary", "-o", image, object);

    // Then
    assertArrayEquals(
        Files.readAllBytes(image), Files.readAllBytes(source.resolveSibling("probe.img")));
  }

  private static QemuVmm qemu(String cpu) {
    return new QemuVmm(
        QemuProgram.DEFAULT, () -> cpu, MemoryLimits.NONE, new Environments(Path.of("unused")), 0);
  }

  private static void run(Object... command) throws Exception {
    var words = Stream.of(command).map(Object::toString).toList();
    assertEquals(0, new ProcessBuilder(words).inheritIO().start().waitFor());
  }
}
