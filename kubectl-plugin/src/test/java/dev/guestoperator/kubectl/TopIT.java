package dev.guestoperator.kubectl;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestoperator.crds.guest.Guest;
import dev.guestoperator.kubectl.command.ApiServer;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code top} in a real pseudo-terminal, which script(1) makes. */
class TopIT {
  private static final String CLEAR = "\033[H\033[J";

  @TempDir Path directory;
  private final ApiServer server = new ApiServer();
  private Process terminal;

  @AfterEach
  void stop() {
    if (terminal != null) {
      Stream.concat(terminal.descendants(), Stream.of(terminal.toHandle()))
          .toList()
          .forEach(ProcessHandle::destroyForcibly);
    }
    server.close();
  }

  @Test
  void drawsAnewUntilCtrlC() throws Exception {
    guest("first");
    start();
    await().until(() -> screen().startsWith(CLEAR + "NAME "));
    guest("second");
    await().until(() -> screen().contains("second"));

    terminal.getOutputStream().write(3);
    terminal.getOutputStream().flush();

    assertTrue(terminal.waitFor(60, TimeUnit.SECONDS), "Ctrl-C did not end it");
    assertEquals(130, terminal.exitValue());
    var last = screen().substring(screen().lastIndexOf(CLEAR));
    assertTrue(last.contains("first") && last.contains("second"), screen());
  }

  private void start() throws IOException {
    var args = Invocation.kubeconfig(directory, server.url(), Program.LAUNCHER.toString(), "top");
    // Started in the background, the tests would ignore Ctrl-C, and so would what they start.
    var command = "exec env --default-signal=INT " + String.join(" ", args);
    terminal =
        new ProcessBuilder("script", "-qfec", command, "/dev/null")
            .directory(directory.toFile())
            .redirectOutput(directory.resolve("screen").toFile())
            .redirectErrorStream(true)
            .start();
  }

  private String screen() throws IOException {
    return Files.readString(directory.resolve("screen"));
  }

  private void guest(String name) {
    server
        .client()
        .resource(
            Serialization.unmarshal(
                """
                kind: Guest
                metadata: {name: %s}
                spec: {package: busybox, memory: 256Mi}
                """
                    .formatted(name),
                Guest.class))
        .inNamespace("lab")
        .create();
  }
}
