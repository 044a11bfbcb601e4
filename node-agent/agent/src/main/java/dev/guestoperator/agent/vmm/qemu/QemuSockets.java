package dev.guestoperator.agent.vmm.qemu;

import dev.guestoperator.agent.interrupt.InterruptLine;
import dev.guestoperator.agent.vmm.MachineConfig;
import dev.guestoperator.agent.vmm.Vmm;
import dev.guestoperator.agent.vsock.Environments;
import dev.guestoperator.agent.vsock.Plug;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where the QEMU of one machine dials in.
 *
 * @param control for QMP
 * @param interrupts only if lines can be raised: a QEMU that has none speaks no qtest
 * @param vsock the device that QEMU is the front end of
 */
record QemuSockets(
    QemuListener control, Optional<QemuInterrupts> interrupts, Optional<Plug> vsock) {
  /** Replaces whatever is at the sockets' paths. */
  static QemuSockets bind(MachineConfig config, Environments environments, Vmm.Observer observer)
      throws IOException {
    var control = QemuListener.bind(config.directory(), QmpConnection.SOCKET, config.user());
    var sockets = new QemuSockets(control, Optional.empty(), Optional.empty());
    try {
      sockets = sockets.with(interrupts(config));
      return sockets.with(config, environments, observer);
    } catch (IOException e) {
      sockets.close();
      throw e;
    }
  }

  private static Optional<QemuInterrupts> interrupts(MachineConfig config) throws IOException {
    return config.interruptLines().isEmpty()
        ? Optional.empty()
        : Optional.of(
            QemuInterrupts.bind(config.directory(), config.interruptLines(), config.user()));
  }

  private QemuSockets with(Optional<QemuInterrupts> lines) {
    return new QemuSockets(control, lines, vsock);
  }

  private QemuSockets with(MachineConfig config, Environments environments, Vmm.Observer observer)
      throws IOException {
    if (config.vsock().isEmpty()) {
      return this;
    }
    var frontEnd = config.directory().resolve(QemuVsock.SOCKET);
    var plug = environments.plug(config.vsock().get(), frontEnd, config.user(), observer::vsock);
    return new QemuSockets(control, interrupts, Optional.of(plug));
  }

  /** Removes their files, once nobody listens any more. */
  static void delete(Path directory) throws IOException {
    Files.deleteIfExists(directory.resolve(QmpConnection.SOCKET));
    QemuInterrupts.delete(directory);
    Files.deleteIfExists(directory.resolve(QemuVsock.SOCKET));
  }

  /** The lines that can be raised, by number. */
  Map<Integer, InterruptLine> lines() {
    return interrupts.map(QemuInterrupts::lines).orElse(Map.of());
  }

  void close() {
    control.close();
    interrupts.ifPresent(QemuInterrupts::close);
    vsock.ifPresent(Plug::close);
  }
}
