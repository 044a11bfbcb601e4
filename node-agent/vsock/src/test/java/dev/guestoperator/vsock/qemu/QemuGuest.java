package dev.guestoperator.vsock.qemu;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
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
                "vhost-user-vsock-pci,chardev=vsock",
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
    var qmp = UnixDomainSocketAddress.of(directory.resolve("qmp"));
    try (var channel = SocketChannel.open(qmp);
        var answers = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8))) {
      answers.readLine();
      for (var command : new String[] {"qmp_capabilities", "system_reset"}) {
        var line = "{\"execute\": \"" + command + "\"}\n";
        channel.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
        answers.readLine();
      }
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
  }
}
