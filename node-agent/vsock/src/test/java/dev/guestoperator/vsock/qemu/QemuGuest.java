package dev.guestoperator.vsock.qemu;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A real QEMU with a real Linux, under TCG, whose first process is {@code vsock-peer}. */
public final class QemuGuest implements AutoCloseable {
  private static final Duration BOOT = Duration.ofSeconds(90);
  private static final String READY = "vsock peer is ready";
  private static final String INIT =
      """
      #!/bin/sh
      export PATH=/bin
      mount -t devtmpfs none /dev
      mount -t proc none /proc
      mount -t sysfs none /sys
      exec </dev/console >/dev/console 2>&1
      modprobe vmw_vsock_virtio_transport
      exec /vsock-peer
      """;

  private final Process process;
  private final Path directory;

  private QemuGuest(Process process, Path directory) {
    this.process = process;
    this.directory = directory;
  }

  public static QemuGuest start(Path directory, Path frontEnd) throws Exception {
    var packages = System.getenv("GUEST_PACKAGES");
    if (packages == null) {
      throw new IllegalStateException(
          "Set GUEST_PACKAGES to the directory that guest-packages/build has filled.");
    }
    Files.createDirectories(directory);
    var busybox = Path.of(packages, "busybox");
    var initrd = directory.resolve("initrd");
    Files.write(initrd, initramfs(busybox, directory));
    var process =
        new ProcessBuilder(
                "qemu-system-x86_64",
                "-nodefaults",
                "-no-user-config",
                "-display",
                "none",
                "-accel",
                "tcg",
                "-cpu",
                "max",
                "-object",
                "memory-backend-memfd,id=mem,share=on,size=192M",
                "-machine",
                "q35,memory-backend=mem",
                "-m",
                "192M",
                "-kernel",
                busybox.resolve("vmlinux").toString(),
                "-initrd",
                initrd.toString(),
                "-append",
                "console=ttyS0 rdinit=/vsock-init",
                "-serial",
                "file:" + directory.resolve("serial.log"),
                "-chardev",
                "socket,id=vsock,path=" + frontEnd,
                "-device",
                "pcie-root-port,id=vsock-port",
                "-device",
                "vhost-user-vsock-pci,id=vsock0,chardev=vsock,bus=vsock-port",
                "-qmp",
                "unix:" + directory.resolve("qmp") + ",server=on,wait=off")
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("qemu.log").toFile())
            .start();
    var guest = new QemuGuest(process, directory);
    guest.awaitBoots(1);
    return guest;
  }

  private static byte[] initramfs(Path busybox, Path directory) throws Exception {
    var all = new ByteArrayOutputStream();
    all.writeBytes(Files.readAllBytes(busybox.resolve("initramfs.img")));
    Initramfs.pad(all);
    all.writeBytes(
        Initramfs.of(
            Map.of(
                "vsock-init",
                INIT.getBytes(StandardCharsets.UTF_8),
                "vsock-peer",
                Files.readAllBytes(compile(directory)))));
    return all.toByteArray();
  }

  private static Path compile(Path directory) throws Exception {
    var program = directory.resolve("vsock-peer");
    var compiler =
        new ProcessBuilder(
                "gcc",
                "-static",
                "-pthread",
                "-O2",
                "-Wall",
                "-Werror",
                "-o",
                program.toString(),
                "src/test/c/vsock-peer.c")
            .inheritIO()
            .start();
    if (!compiler.waitFor(1, TimeUnit.MINUTES) || compiler.exitValue() != 0) {
      throw new IOException("vsock-peer.c cannot be compiled; is libc6-dev installed?");
    }
    return program;
  }

  /** Waits until the guest has come up so many times. */
  public void awaitBoots(int count) {
    Awaitility.await()
        .atMost(BOOT)
        .until(() -> serialLog().split(READY, -1).length > count || !process.isAlive());
    if (!process.isAlive()) {
      throw new AssertionError("QEMU has ended: " + directory);
    }
  }

  private String serialLog() throws IOException {
    var log = directory.resolve("serial.log");
    return Files.exists(log) ? Files.readString(log, StandardCharsets.ISO_8859_1) : "";
  }

  /** Presses the reset button. */
  public void reset() throws IOException {
    try (var qmp = new Qmp(directory.resolve("qmp"))) {
      qmp.execute("system_reset", "{}");
    }
  }

  /** Takes the device out and puts it in again, with this back end. */
  public void plug(Path frontEnd) throws IOException {
    try (var qmp = new Qmp(directory.resolve("qmp"))) {
      qmp.execute("device_del", "{'id': 'vsock0'}");
      qmp.awaitEvent("DEVICE_DELETED");
      qmp.execute("chardev-remove", "{'id': 'vsock'}");
      qmp.execute(
          "chardev-add",
          """
          {'id': 'vsock', 'backend': {'type': 'socket', 'data': {'server': false,
           'addr': {'type': 'unix', 'data': {'path': '%s'}}}}}"""
              .formatted(frontEnd));
      qmp.execute(
          "device_add",
          """
          {'driver': 'vhost-user-vsock-pci', 'id': 'vsock0', 'chardev': 'vsock',
           'bus': 'vsock-port'}""");
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
  }
}
