package dev.guestoperator.agent.guest;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.guestoperator.agent.SimulatedPackage;
import dev.guestoperator.agent.api.GuestReport;
import dev.guestoperator.agent.api.GuestState;
import dev.guestoperator.agent.balloon.Balloons;
import dev.guestoperator.agent.interrupt.Interrupts;
import dev.guestoperator.agent.node.KvmVerdict;
import dev.guestoperator.agent.node.MemoryPool;
import dev.guestoperator.agent.node.NodeProbe;
import dev.guestoperator.agent.pack.PackageStore;
import dev.guestoperator.agent.serial.Ports;
import dev.guestoperator.agent.vmm.simulated.SimulatedVmm;
import dev.guestoperator.agent.vsock.Environments;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A node whose agent can be stopped dead and started anew; its machines go on meanwhile. */
final class TestNode {
  static final int FIRST_USER = 3_000_000;

  final SimulatedVmm vmm = new SimulatedVmm();
  final MeterRegistry meters = new SimpleMeterRegistry();
  final MemoryPool memory = new MemoryPool(4L << 30);
  final Path state;
  private final Path packages;
  GuestReports reports;
  Guests guests;
  private Ports ports;
  private Balloons balloons;

  TestNode(Path directory) throws IOException {
    state = directory.resolve("state");
    packages = directory.resolve("packages");
    SimulatedPackage.install(packages);
  }

  void startAgent() throws IOException {
    reports = new GuestReports();
    ports = new Ports(1 << 20);
    balloons = new Balloons(meters);
    var probe = NodeProbe.start(KvmVerdict.Absent::new);
    var launcher = new Launcher(new PackageStore(packages), probe, vmm, FIRST_USER);
    guests =
        Guests.of(
            state,
            launcher,
            memory,
            ports,
            new Interrupts(meters),
            balloons,
            new Environments(state.resolve("environments")),
            reports);
  }

  /** Nothing is written any more, nothing is told, and machines go on. */
  void stopAgent() throws IOException, InterruptedException {
    guests.close();
    balloons.close();
    ports.close();
  }

  Path guest(String uid) {
    return state.resolve("guests").resolve(uid);
  }

  GuestReport report(String uid) {
    return reports.of(uid).orElseThrow();
  }

  void awaitState(String uid, GuestState expected) {
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertEquals(expected, report(uid).state()));
  }

  void awaitGone(String uid) {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> reports.of(uid).isEmpty() && !Files.exists(guest(uid)));
  }
}
