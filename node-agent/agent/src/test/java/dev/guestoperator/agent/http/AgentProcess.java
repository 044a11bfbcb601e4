package dev.guestoperator.agent.http;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.guestoperator.agent.TestCertificates;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The packaged agent in a process of its own, with real QEMU. */
final class AgentProcess implements AutoCloseable {
  private static final Path JAR = Path.of("target/quarkus-app/quarkus-run.jar");

  final Path state;
  private final Path directory;
  private final TestCertificates certificates;
  private final int port = freePort();
  private Process process;

  AgentProcess() throws IOException {
    // A short name: the agent makes sockets below it, whose names have at most 107 bytes.
    var name = "n" + Long.toHexString(System.nanoTime() & 0xffffff);
    var target = Files.createDirectories(Path.of("target").toAbsolutePath());
    directory = Files.createDirectory(target.resolve(name));
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
    state = directory.resolve("state");
    certificates = new TestCertificates(Files.createDirectory(directory.resolve("tls")), "node-1");
  }

  void start() throws IOException {
    var builder =
        new ProcessBuilder(
            ProcessHandle.current().info().command().orElseThrow(),
            "-Xmx64m",
            "-jar",
            JAR.toAbsolutePath().toString());
    builder.environment().putAll(environment());
    process =
        builder
            .redirectErrorStream(true)
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(directory.resolve("agent.log").toFile()))
            .start();
    try (var operator = operator()) {
      await()
          .atMost(Duration.ofSeconds(60))
          .ignoreExceptions()
          .untilAsserted(() -> assertEquals(200, operator.get("/v1/node").statusCode()));
    }
  }

  private Map<String, String> environment() {
    return Map.of(
        "GUEST_AGENT_NODE_NAME",
        "node-1",
        "GUEST_AGENT_ADDRESS",
        "127.0.0.1",
        "GUEST_AGENT_TLS_DIRECTORY",
        directory.resolve("tls").toString(),
        "GUEST_AGENT_STATE_DIRECTORY",
        state.toString(),
        "GUEST_AGENT_PACKAGE_DIRECTORY",
        packages(),
        "GUEST_AGENT_POOL_MEMORY",
        "2Gi",
        "QUARKUS_HTTP_SSL_PORT",
        Integer.toString(port),
        "QUARKUS_MANAGEMENT_PORT",
        "0");
  }

  private static String packages() {
    var packages = System.getenv("GUEST_PACKAGES");
    if (packages == null) {
      throw new IllegalStateException(
          "Set GUEST_PACKAGES to the directory that guest-packages/build has filled.");
    }
    return packages;
  }

  TestOperator operator() {
    try {
      return new TestOperator(
          URI.create("https://127.0.0.1:" + port), certificates.client("guest-operator"));
    } catch (Exception failed) {
      throw new IllegalStateException(failed);
    }
  }

  /** As nobody can foresee. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** As a supervisor does. */
  boolean stop(int seconds) throws InterruptedException {
    process.destroy();
    return process.waitFor(seconds, TimeUnit.SECONDS);
  }

  Path guest(String uid) {
    return state.resolve("guests").resolve(uid);
  }

  long pid(String uid) throws IOException {
    return Long.parseLong(Files.readString(guest(uid).resolve("pid")).strip());
  }

  static int freePort() {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException none) {
      throw new UncheckedIOException(none);
    }
  }

  /** No QEMU outlives the test, whatever became of the agent: neither a guest's nor the probe's. */
  @Override
  public void close() throws IOException {
    process.destroyForcibly().onExit().join();
    end(state.resolve("probe"));
    try (var guests = Files.list(state.resolve("guests"))) {
      for (var guest : guests.toList()) {
        end(guest);
      }
    }
  }

  private static void end(Path machine) throws IOException {
    var pid = machine.resolve("pid");
    if (Files.exists(pid)) {
      ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()))
          .ifPresent(ProcessHandle::destroyForcibly);
    }
  }
}
