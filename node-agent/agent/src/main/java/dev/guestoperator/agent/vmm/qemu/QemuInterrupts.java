package dev.guestoperator.agent.vmm.qemu;

import static java.nio.file.StandardOpenOption.CREATE_NEW;

import dev.guestoperator.agent.interrupt.InterruptLine;
import dev.guestoperator.agent.vmm.qemu.acpi.InterruptTable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/**
 * The interrupt lines of one machine. Edges go in over qtest; each that the guest's event method
 * has handled comes back as one byte, the number of its line, which the method has written to a
 * port.
 *
 * <p>QEMU stands still while a guest writes to that port and nobody reads, so this always reads,
 * and a guest that writes unasked is cut off: QEMU then drops what it writes, until it has dialled
 * again.
 *
 * <pre>
 *   InterruptLine ──pulse──&gt; qtest.sock ──&gt; I/O APIC ──&gt; guest: _EVT
 *         ^                                                    │ outb
 *         └───── taken ───── taken.sock &lt;──── isa-debugcon &lt;───┘
 * </pre>
 */
final class QemuInterrupts {
  private static final String QTEST = "qtest.sock";
  private static final String TAKEN = "taken.sock";
  private static final String TABLE = "interrupts.aml";
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** For QEMU to dial in, which it does within 0.2 s when an agent has come back. */
  private static final Duration DIALLING = Duration.ofSeconds(1);

  /** An agent that has just come back hears what the one before asked for; more is made up. */
  private static final int MAX_UNASKED = 64;

  private final DialIn commands;
  private final DialIn reports;
  private final Map<Integer, InterruptLine> lines;
  private volatile CompletableFuture<QtestConnection> connection = new CompletableFuture<>();
  private volatile CompletableFuture<Void> hearing = new CompletableFuture<>();

  private QemuInterrupts(QemuListener commands, QemuListener reports, Set<Integer> lines) {
    this.lines = lines.stream().collect(Collectors.toUnmodifiableMap(line -> line, this::line));
    this.commands = new DialIn(commands, this::command).start("qtest");
    this.reports = new DialIn(reports, this::hear).start("taken");
  }

  /**
   * What QEMU must be told for this.
   *
   * @param reconnect the property that lets a socket dial again
   */
  static List<String> arguments(String reconnect) {
    return List.of(
        "-acpitable",
        "file=" + TABLE,
        "-chardev",
        "socket,id=qtest,path=" + QTEST + "," + reconnect,
        "-qtest",
        "chardev:qtest",
        "-qtest-log",
        "none",
        "-chardev",
        "socket,id=taken,path=" + TAKEN + "," + reconnect,
        "-device",
        "isa-debugcon,chardev=taken,iobase=" + InterruptTable.TAKEN_PORT);
  }

  /** Writes the table that QEMU gives the guest when it starts. */
  static void writeTable(Path directory, Set<Integer> lines, int user) throws IOException {
    var table = directory.resolve(TABLE);
    Files.deleteIfExists(table);
    Files.write(table, InterruptTable.of(lines), CREATE_NEW);
    MachineDirectory.give(table, user);
  }

  /** Listens for the QEMU of this directory, new or left by an earlier agent. */
  static QemuInterrupts bind(Path directory, Set<Integer> lines, int user) throws IOException {
    var commands = QemuListener.bind(directory, QTEST, user);
    try {
      var reports = QemuListener.bind(directory, TAKEN, user);
      return new QemuInterrupts(commands, reports, lines);
    } catch (IOException e) {
      commands.close();
      throw e;
    }
  }

  /** The mapped lines by number. */
  Map<Integer, InterruptLine> lines() {
    return lines;
  }

  /** Removes what is left of them in a directory. */
  static void delete(Path directory) throws IOException {
    for (var file : List.of(QTEST, TAKEN, TABLE)) {
      Files.deleteIfExists(directory.resolve(file));
    }
  }

  void close() {
    commands.close();
    reports.close();
  }

  private InterruptLine line(int number) {
    return new InterruptLine(() -> pulse(number), PATIENCE);
  }

  private void command(SocketChannel channel) throws IOException {
    var qtest = new QtestConnection(channel, TIMEOUT);
    connection.complete(qtest);
    try {
      qtest.run();
    } finally {
      connection = new CompletableFuture<>();
    }
  }

  private void hear(SocketChannel channel) throws IOException {
    hearing.complete(null);
    try {
      read(channel);
    } finally {
      hearing = new CompletableFuture<>();
    }
  }

  private void read(SocketChannel channel) throws IOException {
    var unasked = 0;
    var buffer = ByteBuffer.allocate(64);
    while (channel.read(buffer.clear()) >= 0) {
      buffer.flip();
      while (buffer.hasRemaining()) {
        if (!taken(Byte.toUnsignedInt(buffer.get())) && ++unasked > MAX_UNASKED) {
          throw new IOException("the guest reports interrupts that nobody raised");
        }
      }
    }
  }

  private boolean taken(int line) {
    var known = lines.get(line);
    return known != null && known.taken();
  }

  private void pulse(int line) throws IOException, InterruptedException {
    // Without the way back the report of what goes in would be lost.
    dialled(hearing);
    dialled(connection).pulse(line);
  }

  private static <T> T dialled(CompletableFuture<T> socket)
      throws IOException, InterruptedException {
    try {
      return socket.get(DIALLING.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new IOException("QEMU is not connected", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }
}
