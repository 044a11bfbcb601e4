package dev.guestoperator.agent.vmm.qemu;

import dev.guestoperator.agent.api.Accelerator;
import dev.guestoperator.agent.vmm.Machine;
import dev.guestoperator.agent.vmm.MachineConfig;
import dev.guestoperator.agent.vmm.MachineException;
import dev.guestoperator.agent.vmm.MachineFiles;
import dev.guestoperator.agent.vmm.Vmm;
import dev.guestoperator.agent.vsock.Environments;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** Runs machines by QEMU. Needs the rights of root. */
public final class QemuVmm implements Vmm {
  private static final Logger LOG = Logger.getLogger(QemuVmm.class);
  private static final Path KVM = Path.of("/dev/kvm");
  private static final int START_SECONDS = 20;
  private static final ScheduledExecutorService LOOKS =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("machine-looks").factory());

  private final QemuProgram program;
  private final Supplier<String> kvmCpu;
  private final MemoryLimits limits;
  private final Environments environments;
  private final long overheadBytes;
  private final Optional<Duration> cpuTime;
  private volatile QemuVersion version;

  /**
   * @param kvmCpu the processor model that works under KVM here, as of {@code -cpu}
   * @param limits for the memory of a machine's QEMU
   * @param environments where the vsock devices of machines are plugged into
   * @param overheadBytes that a machine's QEMU may take beside the guest's memory
   */
  public QemuVmm(
      QemuProgram program,
      Supplier<String> kvmCpu,
      MemoryLimits limits,
      Environments environments,
      long overheadBytes) {
    this(program, kvmCpu, limits, environments, overheadBytes, Optional.empty());
  }

  private QemuVmm(
      QemuProgram program,
      Supplier<String> kvmCpu,
      MemoryLimits limits,
      Environments environments,
      long overheadBytes,
      Optional<Duration> cpuTime) {
    this.program = program;
    this.kvmCpu = kvmCpu;
    this.limits = limits;
    this.environments = environments;
    this.overheadBytes = overheadBytes;
    this.cpuTime = cpuTime;
  }

  /**
   * The same, but the kernel kills a machine that has used so much processor time: for machines
   * that are to end even if no agent is left to end them.
   */
  public QemuVmm withCpuTime(Duration limit) {
    return new QemuVmm(program, kvmCpu, limits, environments, overheadBytes, Optional.of(limit));
  }

  @Override
  public Machine start(MachineConfig config, Observer observer) throws MachineException {
    try {
      if (QemuProcess.pid(config.directory(), config.uid()).isPresent()) {
        throw alreadyRunning();
      }
      var command = command(config);
      prepareLogs(config);
      if (!config.interruptLines().isEmpty()) {
        QemuInterrupts.writeTable(config.directory(), config.interruptLines(), config.user());
      }
      var sockets = QemuSockets.bind(config, environments, observer);
      var process = launch(config, sockets, command);
      var first = firstConnection(config, sockets, process);
      var started = QemuProcess.started(process, config.uid());
      return machine(config, sockets, started, false, observer).follow(Optional.of(first));
    } catch (IOException e) {
      throw new MachineException("VmmNotStarted", "QEMU cannot be started: " + e.getMessage(), e);
    }
  }

  /**
   * {@inheritDoc}
   *
   * @throws UncheckedIOException if the machine's directory cannot be used
   */
  @Override
  public Optional<Machine> adopt(MachineConfig config, Observer observer) {
    try {
      var pid = QemuProcess.pid(config.directory(), config.uid());
      if (pid.isEmpty()) {
        tidy(config);
        return Optional.empty();
      }
      var sockets = QemuSockets.bind(config, environments, observer);
      var process = QemuProcess.adopted(pid.get(), config.uid(), LOOKS);
      return Optional.of(
          machine(config, sockets, process, true, observer).follow(Optional.empty()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private QemuMachine machine(
      MachineConfig config,
      QemuSockets sockets,
      QemuProcess process,
      boolean adopted,
      Observer observer) {
    return new QemuMachine(
        process,
        sockets,
        config.accelerator(),
        config.virtio() != null && config.virtio().balloon(),
        adopted,
        observer,
        () -> {
          tidy(config);
          return QemuLog.tail(config.directory());
        });
  }

  private List<String> command(MachineConfig config) throws MachineException {
    if (version == null) {
      version = program.version();
    }
    var command = new ArrayList<>(List.of(program.name()));
    var cpu = config.accelerator() == Accelerator.KVM ? kvmCpu.get() : "max";
    command.addAll(CommandLine.of(config, version, cpu));
    return command;
  }

  private static void prepareLogs(MachineConfig config) throws IOException {
    var files = new MachineFiles(config.directory());
    MachineDirectory.log(files.serialLog(), config.user());
    if (config.virtio().console()) {
      MachineDirectory.log(files.consoleLog(), config.user());
    }
    Files.deleteIfExists(config.directory().resolve(QemuLog.NAME));
  }

  private Process launch(MachineConfig config, QemuSockets sockets, List<String> command)
      throws IOException {
    try {
      var cgroup = limits.create(config.uid(), config.memoryBytes() + overheadBytes);
      var kvm = config.accelerator() == Accelerator.KVM ? Optional.of(KVM) : Optional.<Path>empty();
      return new Launcher(config.directory(), config.user(), cgroup, cpuTime, kvm)
          .launch(config.boot(), command);
    } catch (IOException e) {
      sockets.close();
      throw e;
    }
  }

  /** QEMU dials in as soon as it has read its command line; one that cannot run ends before. */
  private SocketChannel firstConnection(MachineConfig config, QemuSockets sockets, Process process)
      throws MachineException {
    var ended = process.onExit();
    var tooLate = LOOKS.schedule(process::destroyForcibly, START_SECONDS, TimeUnit.SECONDS);
    ended.thenRun(sockets::close);
    try {
      return sockets.control().accept();
    } catch (IOException e) {
      process.destroyForcibly();
      throw notStarted(config, ended.join().exitValue(), e);
    } finally {
      tooLate.cancel(false);
    }
  }

  private MachineException notStarted(MachineConfig config, int exitCode, IOException cause) {
    if (exitCode == Launcher.LOCKED) {
      return alreadyRunning();
    }
    tidy(config);
    var log = QemuLog.tail(config.directory());
    return new MachineException(
        "VmmNotStarted",
        "QEMU ended with exit code " + exitCode + " while it started: " + log,
        cause);
  }

  private static MachineException alreadyRunning() {
    return new MachineException(
        "AlreadyRunning", "Another QEMU of this guest runs on this node; stop it first.");
  }

  private void tidy(MachineConfig config) {
    try {
      Files.deleteIfExists(config.directory().resolve(QemuProcess.PID_FILE));
      QemuSockets.delete(config.directory());
      limits.remove(config.uid());
    } catch (IOException e) {
      LOG.warnf("%s cannot be tidied up: %s", config.directory(), e.getMessage());
    }
  }
}
