package dev.guestoperator.kubectl;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestoperator.kubectl.stream.FakeGateway;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code serial} in a real pseudo-terminal, which script(1) makes. */
class TerminalIT {
  private static final String SUCCESS = "{\"kind\":\"Status\",\"status\":\"Success\"}";

  @TempDir Path directory;
  private FakeGateway gateway;
  private Process terminal;

  @BeforeEach
  void start() throws IOException {
    gateway = new FakeGateway();
    var args = Invocation.kubeconfig(directory, gateway.url(), "serial", "hello");
    var command =
        """
        tty >tty
        stty -g >before
        %s %s <"$(cat tty)" &
        echo $! >pid
        wait $!
        echo $? >exit
        stty -g >after
        """
            .formatted(Program.LAUNCHER, String.join(" ", List.of(args)));
    Files.writeString(directory.resolve("session.sh"), command);
    terminal =
        new ProcessBuilder("script", "-qfec", "sh session.sh", "typescript")
            .directory(directory.toFile())
            .redirectOutput(directory.resolve("screen").toFile())
            .redirectErrorStream(true)
            .start();
  }

  @AfterEach
  void stop() throws IOException {
    Stream.concat(terminal.descendants(), Stream.of(terminal.toHandle()))
        .toList()
        .forEach(ProcessHandle::destroyForcibly);
    gateway.close();
  }

  @Test
  void everyKeyGoesToTheGuestAndCtrlBracketLeaves() throws Exception {
    var viewer = gateway.viewer();
    awaitRaw();

    press("ls\r\u0003\u0004\u001c\u001a");
    await().until(() -> viewer.typed().equals("ls\r\u0003\u0004\u001c\u001a"));
    viewer.print("no echo of our own\r\n");
    await().until(() -> screen().contains("no echo of our own"));
    press("x\u001dy");

    assertEquals("0", exit());
    assertEquals(read("before"), read("after"));
    await().untilAsserted(() -> assertEquals("ls\r\u0003\u0004\u001c\u001ax", viewer.typed()));
    assertTrue(screen().startsWith("Attached to guest hello. Ctrl-] leaves.\r\n"), screen());
    assertFalse(screen().contains("ls"), screen());
  }

  @Test
  void theEndOfTheSessionRestoresTheMode() throws Exception {
    var viewer = gateway.viewer();
    awaitRaw();

    viewer.status(SUCCESS);

    assertEquals("0", exit());
    assertEquals(read("before"), read("after"));
  }

  @Test
  void aLostConnectionRestoresTheMode() throws Exception {
    var viewer = gateway.viewer();
    awaitRaw();

    viewer.close();

    assertEquals("1", exit());
    assertEquals(read("before"), read("after"));
    assertTrue(screen().contains("connection to the guest lost"), screen());
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "HUP"})
  void signalsRestoreTheMode(String signal) throws Exception {
    gateway.viewer();
    awaitRaw();

    Program.run("kill", "-" + signal, read("pid").strip());

    assertTrue(Integer.parseInt(exit()) > 128);
    assertEquals(read("before"), read("after"));
  }

  private void awaitRaw() {
    await().until(() -> mode().contains("-icanon") && mode().contains("-isig"));
  }

  private String mode() throws IOException, InterruptedException {
    return Program.run("stty", "-F", read("tty").strip(), "-a").out();
  }

  private void press(String keys) throws IOException {
    terminal.getOutputStream().write(keys.getBytes(StandardCharsets.UTF_8));
    terminal.getOutputStream().flush();
  }

  private String exit() throws Exception {
    assertTrue(terminal.waitFor(60, TimeUnit.SECONDS), "the session did not end");
    return read("exit").strip();
  }

  private String screen() throws IOException {
    return read("screen");
  }

  private String read(String file) throws IOException {
    return Files.readString(directory.resolve(file));
  }
}
