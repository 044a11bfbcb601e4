package dev.guestoperator.agent;

import dev.guestoperator.agent.balloon.Balloons;
import dev.guestoperator.agent.guest.GuestReports;
import dev.guestoperator.agent.guest.Guests;
import dev.guestoperator.agent.guest.Launcher;
import dev.guestoperator.agent.interrupt.Interrupts;
import dev.guestoperator.agent.interrupt.UioDevice;
import dev.guestoperator.agent.node.Cgroups;
import dev.guestoperator.agent.node.KvmProbe;
import dev.guestoperator.agent.node.KvmVerdict;
import dev.guestoperator.agent.node.MemoryPool;
import dev.guestoperator.agent.node.NodeFactsSource;
import dev.guestoperator.agent.node.NodeProbe;
import dev.guestoperator.agent.pack.PackageStore;
import dev.guestoperator.agent.serial.Ports;
import dev.guestoperator.agent.vmm.Vmm;
import dev.guestoperator.agent.vmm.qemu.QemuProgram;
import dev.guestoperator.agent.vmm.qemu.QemuVmm;
import dev.guestoperator.agent.vmm.simulated.SimulatedVmm;
import dev.guestoperator.agent.vsock.Environments;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Puts the parts of the agent together; the parts themselves know nothing of containers. */
@Singleton
class Wiring {
  private final AgentConfig config;

  Wiring(AgentConfig config) {
    this.config = config;
  }

  @Produces
  @Singleton
  MemoryPool memoryPool() throws IOException {
    var given = config.poolMemory();
    return new MemoryPool(given.isPresent() ? given.get().bytes() : MemoryPool.halfOfMachine());
  }

  @Produces
  @Singleton
  Cgroups cgroups() throws IOException {
    return Cgroups.detect();
  }

  /** At once, because guests that leave the choice to the node wait for it. */
  @Produces
  @Singleton
  @Startup
  NodeProbe probe(Cgroups cgroups, Environments environments) {
    return NodeProbe.start(
        switch (config.vmm()) {
          case SIMULATED -> KvmVerdict.Absent::new;
          case QEMU ->
              new KvmProbe(
                  Path.of("/dev/kvm"),
                  config.stateDirectory().resolve("probe"),
                  config.firstUser(),
                  KvmProbe.LIMIT,
                  cpu -> qemu(() -> cpu, cgroups, environments).withCpuTime(KvmProbe.CPU_TIME));
        });
  }

  @Produces
  @Singleton
  Environments environments() {
    return new Environments(config.stateDirectory().resolve("environments"));
  }

  @Produces
  @Singleton
  Vmm vmm(NodeProbe probe, Cgroups cgroups, Environments environments) {
    return switch (config.vmm()) {
      case SIMULATED -> new SimulatedVmm();
      case QEMU -> qemu(probe::kvmCpu, cgroups, environments);
    };
  }

  private static QemuVmm qemu(Supplier<String> kvmCpu, Cgroups cgroups, Environments environments) {
    return new QemuVmm(
        QemuProgram.DEFAULT, kvmCpu, cgroups, environments, MemoryPool.GUEST_OVERHEAD_BYTES);
  }

  @Produces
  @Singleton
  NodeFactsSource facts(
      @ConfigProperty(name = "quarkus.application.version") String version,
      MemoryPool pool,
      NodeProbe probe,
      Cgroups cgroups) {
    var labels = config.labels().map(Labels::values).orElse(Map.of());
    return new NodeFactsSource(
        config.nodeName(), version, labels, pool, probe, cgroups, Wiring::uioDevices);
  }

  private static List<String> uioDevices() {
    try {
      return UioDevice.names(UioDevice.CLASS);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  @Produces
  @Singleton
  Ports ports() throws IOException {
    return new Ports(config.serialLogLimit().bytes());
  }

  @Produces
  @Singleton
  Balloons balloons(MeterRegistry metrics) {
    return new Balloons(metrics);
  }

  @Produces
  @Singleton
  GuestReports reports() {
    return new GuestReports();
  }

  @Produces
  @Singleton
  Interrupts interrupts(MeterRegistry meters) {
    return new Interrupts(meters);
  }

  /** At once: guests of an agent before this one are taken over before anybody asks for them. */
  @Produces
  @Singleton
  @Startup
  Guests guests(
      Vmm vmm,
      NodeProbe probe,
      MemoryPool memory,
      Ports ports,
      Interrupts interrupts,
      Balloons balloons,
      Environments environments,
      GuestReports reports)
      throws IOException {
    var packages = new PackageStore(config.packageDirectory());
    // The first user is the probe's.
    var launcher = new Launcher(packages, probe, vmm, config.firstUser() + 1);
    return Guests.of(
        config.stateDirectory(),
        launcher,
        memory,
        ports,
        interrupts,
        balloons,
        environments,
        reports);
  }

  void stop(
      @Observes ShutdownDelayInitiatedEvent stopping,
      Guests guests,
      NodeProbe probe,
      Ports ports,
      Balloons balloons,
      GuestReports reports)
      throws IOException, InterruptedException {
    guests.close();
    balloons.close();
    probe.close();
    ports.close();
    reports.close();
  }
}
