package dev.guestoperator.agent.vmm.qemu;

import dev.guestoperator.agent.interrupt.InterruptLine;
import dev.guestoperator.agent.vmm.MachineConfig;
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
 */
record QemuSockets(QemuListener control, Optional<QemuInterrupts> interrupts) {
  /** Replaces whatever is at the sockets' paths. */
  static QemuSockets bind(MachineConfig config) throws IOException {
    var directory = config.directory();
    var control = QemuListener.bind(directory, QmpConnection.SOCKET, config.user());
    try {
      return new QemuSockets(
          control,
          config.interruptLines().isEmpty()
              ? Optional.empty()
              : Optional.of(
                  QemuInterrupts.bind(directory, config.interruptLines(), config.user())));
    } catch (IOException e) {
      control.close();
      throw e;
    }
  }

  /** Removes their files, once nobody listens any more. */
  static void delete(Path directory) throws IOException {
    Files.deleteIfExists(directory.resolve(QmpConnection.SOCKET));
    QemuInterrupts.delete(directory);
  }

  /** The lines that can be raised, by number. */
  Map<Integer, InterruptLine> lines() {
    return interrupts.map(QemuInterrupts::lines).orElse(Map.of());
  }

  void close() {
    control.close();
    interrupts.ifPresent(QemuInterrupts::close);
  }
}
