package dev.guestoperator.agent.vmm.qemu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestoperator.agent.node.Cgroups;
import dev.guestoperator.agent.vmm.MachineConfig;
import dev.guestoperator.agent.vmm.RecordingObserver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a guest that has taken over its QEMU still cannot do. */
class ConfinementIT {
  private static final String LISTENING = "0A";
  private static final long OVERHEAD = 100 << 20;

  private final RecordingObserver observer = new RecordingObserver();
  private TestMachines machines;
  private Cgroups cgroups;
  private MachineConfig config;
  private Path proc;

  @BeforeEach
  void start() throws Exception {
    machines = new TestMachines();
    cgroups = Cgroups.detect();
    config = machines.echo(TestMachines.ALL_DEVICES);
    new QemuVmm(QemuProgram.DEFAULT, () -> "host", cgroups, TestMachines.environments(), OVERHEAD)
        .start(config, observer);
    TestMachines.awaitSerial(config, "bios-echo ready");
    proc = Path.of("/proc", Long.toString(TestMachines.process(config).pid()));
  }

  @AfterEach
  void end() throws Exception {
    machines.close();
    observer.awaitExit();
  }

  @Test
  void hasNoRights() throws Exception {
    var status = status();
    var user = Integer.toString(TestMachines.USER);
    assertEquals(List.of(user, user, user, user), List.of(status.get("Uid").split("\t")));
    assertEquals(List.of(user, user, user, user), List.of(status.get("Gid").split("\t")));
    assertEquals("", status.get("Groups"));
    for (var capabilities : List.of("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")) {
      assertEquals("0000000000000000", status.get(capabilities), capabilities);
    }
    assertEquals("1", status.get("NoNewPrivs"));
    assertEquals("2", status.get("Seccomp"), "of 2 filters system calls");
  }

  @Test
  void isInASessionOfItsOwn() throws Exception {
    var fields = Files.readString(proc.resolve("stat")).replaceFirst(".*\\) ", "").split(" ");
    assertEquals(proc.getFileName().toString(), fields[3]);
  }

  @Test
  void listensNowhere() throws Exception {
    var own = sockets();
    assertTrue(own.size() > 0, "its control connection at least");
    for (var table : List.of("tcp", "tcp6")) {
      try (var lines = Files.lines(proc.resolve("net").resolve(table))) {
        var listening =
            lines
                .map(line -> line.strip().split("\\s+"))
                .filter(fields -> fields[3].equals(LISTENING) && own.contains(fields[9]))
                .toList();
        assertTrue(listening.isEmpty(), table);
      }
    }
  }

  @Test
  void cannotChangeItsDirectory() throws Exception {
    assertEquals("root", Files.getOwner(config.directory()).getName());
    assertFalse(
        Files.getPosixFilePermissions(config.directory()).toString().contains("OTHERS_WRITE"));
  }

  @Test
  void hasLimitedMemoryUntilItsGroupIsRemoved() throws Exception {
    // Given
    assertNotEquals("none", cgroups.fact().version(), cgroups.fact().reason());
    var procs = cgroups.create(config.uid(), config.memoryBytes() + OVERHEAD).orElseThrow();
    var pid = proc.getFileName().toString();

    // Then
    assertTrue(Files.readAllLines(procs).contains(pid));

    // When
    TestMachines.process(config).destroyForcibly();

    // Then
    observer.awaitExit();
    assertFalse(Files.exists(procs.getParent()));
  }

  private Map<String, String> status() throws IOException {
    var status = new HashMap<String, String>();
    for (var line : Files.readAllLines(proc.resolve("status"))) {
      var pair = line.split(":", 2);
      status.put(pair[0], pair[1].strip());
    }
    return status;
  }

  private Set<String> sockets() throws IOException {
    try (var descriptors = Files.list(proc.resolve("fd"))) {
      var links = new ArrayList<String>();
      for (var descriptor : descriptors.toList()) {
        links.add(Files.readSymbolicLink(descriptor).toString());
      }
      return links.stream()
          .filter(link -> link.startsWith("socket:"))
          .map(link -> link.replaceAll("\\D", ""))
          .collect(Collectors.toSet());
    }
  }
}
