package dev.guestoperator.agent.vmm.qemu;

import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.awaitility.Awaitility.await;

import dev.guestoperator.agent.api.Accelerator;
import dev.guestoperator.agent.api.DesiredGuest.Balloon;
import dev.guestoperator.agent.api.DesiredGuest.Virtio;
import dev.guestoperator.agent.pack.PackageProblem;
import dev.guestoperator.agent.pack.PackageStore;
import dev.guestoperator.agent.vmm.Boot;
import dev.guestoperator.agent.vmm.MachineConfig;
import dev.guestoperator.agent.vmm.MachineFiles;
import dev.guestoperator.agent.vsock.Environments;
import dev.guestoperator.agent.vsock.GuestAddress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Real machines for tests: each has a directory of its own, and none outlives {@link #close}. */
final class TestMachines implements AutoCloseable {
  static final int USER = 2_000_007;
  static final Virtio NO_DEVICES = new Virtio(false, false, false, false, false, false, false);
  static final Virtio ONLY_VSOCK = new Virtio(false, false, false, false, false, false, true);
  static final Virtio ALL_DEVICES = new Virtio(true, true, true, true, true, true, true);

  private final Path root;

  TestMachines() throws IOException {
    root = Files.createTempDirectory("machines");
    Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx--x--x"));
  }

  /** A machine that boots bios-echo under TCG and has no devices. */
  MachineConfig echo() throws IOException {
    return echo(directory());
  }

  /** A machine that boots bios-echo under TCG. */
  MachineConfig echo(Virtio devices) throws IOException {
    return config(directory(), 64, boot("bios-echo"), devices, Accelerator.TCG);
  }

  /** A machine that boots Linux under TCG. */
  MachineConfig busybox(Virtio devices) throws IOException {
    return busybox(directory(), devices);
  }

  /** The machine of {@link #busybox} that belongs in this directory. */
  static MachineConfig busybox(Path directory, Virtio devices) {
    return config(directory, 256, boot("busybox"), devices, Accelerator.TCG);
  }

  /** The machine of {@link #echo()} that belongs in this directory. */
  static MachineConfig echo(Path directory) {
    return config(directory, 64, boot("bios-echo"), NO_DEVICES, Accelerator.TCG);
  }

  static MachineConfig with(MachineConfig config, Boot boot) {
    return config(config.directory(), 64, boot, config.virtio(), config.accelerator());
  }

  static MachineConfig with(MachineConfig config, Accelerator accelerator) {
    return config(config.directory(), 64, config.boot(), config.virtio(), accelerator);
  }

  /** The same, with these interrupt lines. */
  static MachineConfig with(MachineConfig config, Set<Integer> interruptLines) {
    return new MachineConfig(
        config.directory(),
        config.uid(),
        config.name(),
        config.user(),
        config.memoryBytes(),
        config.cpus(),
        config.boot(),
        config.defaultNet(),
        config.virtio(),
        config.balloon(),
        interruptLines,
        config.vsock(),
        config.accelerator());
  }

  /** Of this process, for machines with vsock. */
  static Environments environments() {
    return new Environments(Path.of("target", "environments-" + ProcessHandle.current().pid()));
  }

  private static Boot boot(String name) {
    var packages = System.getenv("GUEST_PACKAGES");
    if (packages == null) {
      throw new IllegalStateException(
          "Set GUEST_PACKAGES to the directory that guest-packages/build has filled.");
    }
    try {
      return new PackageStore(Path.of(packages)).prepare(name, Long.MAX_VALUE).boot();
    } catch (PackageProblem e) {
      throw new IllegalStateException(e);
    }
  }

  private Path directory() throws IOException {
    var directory = Files.createDirectory(root.resolve(UUID.randomUUID().toString()));
    return Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
  }

  private static MachineConfig config(
      Path directory, int mebibytes, Boot boot, Virtio devices, Accelerator accelerator) {
    return new MachineConfig(
        directory,
        directory.getFileName().toString(),
        "tests/machine",
        USER,
        (long) mebibytes << 20,
        1,
        boot,
        devices.equals(ALL_DEVICES),
        devices,
        Balloon.EMPTY,
        Set.of(),
        devices.vsock() ? Optional.of(new GuestAddress(0, 3)) : Optional.empty(),
        accelerator);
  }

  static ProcessHandle process(MachineConfig config) throws IOException {
    return QemuProcess.pid(config.directory(), config.uid()).orElseThrow();
  }

  static void awaitSerial(MachineConfig config, String text) {
    var log = new MachineFiles(config.directory()).serialLog();
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> Files.readString(log, StandardCharsets.ISO_8859_1).contains(text));
  }

  static void type(MachineConfig config, String text) throws IOException {
    var input = new MachineFiles(config.directory()).serialInput();
    try (var fifo = FileChannel.open(input, READ, WRITE)) {
      fifo.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
    }
  }

  @Override
  public void close() throws IOException {
    try (var directories = Files.list(root)) {
      for (var directory : directories.toList()) {
        end(directory);
      }
    }
    try (var files = Files.walk(root)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static void end(Path directory) throws IOException {
    var left = QemuProcess.pid(directory, directory.getFileName().toString());
    if (left.isPresent()) {
      left.get().destroyForcibly();
      await().until(() -> QemuProcess.pid(directory, directory.getFileName().toString()).isEmpty());
    }
  }
}
