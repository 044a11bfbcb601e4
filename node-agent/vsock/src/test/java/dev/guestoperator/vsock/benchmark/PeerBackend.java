package dev.guestoperator.vsock.benchmark;

import dev.guestoperator.vsock.socket.VsockAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.awaitility.Awaitility;

/** The vhost-device-vsock of rust-vmm. */
final class PeerBackend extends Backend {
  private final Path program;
  private Process process;

  PeerBackend(Path program, Path directory) throws IOException {
    super("vhost-device-vsock", directory);
    this.program = program;
  }

  /** Starts it anew: what an earlier measurement broke is not held against it. */
  @Override
  void prepare() throws IOException {
    close();
    Files.deleteIfExists(frontEnd());
    Files.deleteIfExists(tools());
    process =
        new ProcessBuilder(
                program.toString(),
                "--guest-cid=" + VsockAddress.FIRST_GUEST,
                "--socket=" + frontEnd(),
                "--uds-path=" + tools())
            .redirectErrorStream(true)
            .redirectOutput(directory().resolve("log").toFile())
            .start();
    Awaitility.await().until(() -> Files.exists(frontEnd()));
  }

  @Override
  ProcessUsage usage() {
    return new ProcessUsage(process.pid());
  }

  @Override
  public void close() {
    if (process != null) {
      process.destroyForcibly();
      process.onExit().join();
    }
  }
}
