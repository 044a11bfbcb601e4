package dev.guestoperator.agent.vmm;

import java.nio.file.Path;

/**
 * The files of a machine in its directory that others read or write too.
 *
 * <p>The serial port and the virtio console write to their log files by themselves, so that the
 * offset in the file is the offset in the stream, nobody can block the guest, and nothing is lost
 * while no agent runs. What is written to the input is typed. It is a FIFO, made anew by each
 * start, that the VMM's process holds open for reading and writing for as long as it lives: open it
 * for reading and writing (an open for writing alone blocks when there is no machine) and expect a
 * write to block while the guest does not read.
 *
 * @param directory of the machine
 */
public record MachineFiles(Path directory) {
  /** Everything that the serial port ever said; appended to, never truncated by a start. */
  public Path serialLog() {
    return directory.resolve("serial.log");
  }

  /** What is typed on the serial port. */
  public Path serialInput() {
    return directory.resolve("serial.in");
  }

  /** Everything that the virtio console ever said; there only if the machine has one. */
  public Path consoleLog() {
    return directory.resolve("console.log");
  }

  /** What is typed on the virtio console; there only if the machine has one. */
  public Path consoleInput() {
    return directory.resolve("console.in");
  }
}
