package dev.guestoperator.kubectl;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestoperator.crds.guest.Guest;
import dev.guestoperator.kubectl.command.ApiServer;
import dev.guestoperator.kubectl.stream.FakeGateway;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only a process of its own has: descriptors that end, and signals. */
class SocketsIT {
  @TempDir Path directory;
  private FakeGateway gateway;
  private Process process;

  @BeforeEach
  void start() throws IOException {
    gateway = new FakeGateway();
  }

  @AfterEach
  void stop() throws IOException {
    process.destroyForcibly();
    gateway.close();
  }

  @Test
  void standardOutputEndsWhileInputGoesOn() throws Exception {
    run("socat", "hello", "22");
    var viewer = gateway.viewer();

    viewer.print("last words");
    viewer.endOutput();
    var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.getOutputStream().write("later".getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().close();
    await().until(viewer::inputEnded);

    assertEquals("last words", out);
    assertEquals("later", viewer.typed());
    viewer.exit(0);
    assertEquals(0, exit());
  }

  @Test
  void aReaderThatIsGoneEndsTheCommand() throws Exception {
    run("vsh", "hello", "--args", "yes");
    var viewer = gateway.viewer();
    process.getInputStream().close();

    viewer.print("y\n");

    assertEquals(1, exit());
  }

  @Test
  void aSignalRemovesTheSocket() throws Exception {
    try (var server = new ApiServer()) {
      gateway.standBefore(server.url());
      server
          .client()
          .resource(Serialization.unmarshal("kind: Guest\nmetadata: {name: hello}", Guest.class))
          .inNamespace("lab")
          .create();
      var socket = directory.resolve("ssh.sock");
      run("port-forward", "hello", socket + ":22");
      assertEquals("Forwarding from %s -> 22".formatted(socket), process.inputReader().readLine());
      assertTrue(Files.exists(socket));

      process.destroy();

      exit();
      assertFalse(Files.exists(socket));
    }
  }

  private void run(String... args) throws IOException {
    var words = Stream.of(Invocation.kubeconfig(directory, gateway.url(), args));
    var command = Stream.concat(Stream.of(Program.LAUNCHER.toString()), words).toList();
    process = new ProcessBuilder(command).start();
  }

  private int exit() throws InterruptedException {
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), "the command did not end");
    return process.exitValue();
  }
}
