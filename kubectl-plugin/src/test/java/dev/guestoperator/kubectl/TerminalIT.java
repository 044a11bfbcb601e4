package dev.guestoperator.kubectl;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestoperator.kubectl.stream.FakeGateway;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code serial} in a terminal. */
class TerminalIT {
  @TempDir Path directory;
  private FakeGateway gateway;
  private PseudoTerminal terminal;

  @BeforeEach
  void start() throws IOException {
    gateway = new FakeGateway();
    terminal =
        new PseudoTerminal(
            directory, Invocation.kubeconfig(directory, gateway.url(), "serial", "hello"));
  }

  @AfterEach
  void stop() throws IOException {
    terminal.close();
    gateway.close();
  }

  @Test
  void everyKeyGoesToTheGuestAndCtrlBracketLeaves() throws Exception {
    var viewer = gateway.viewer();
    await().until(terminal::isRaw);

    terminal.press("ls\r\u0003\u0004\u001c\u001a");
    await().until(() -> viewer.typed().equals("ls\r\u0003\u0004\u001c\u001a"));
    viewer.print("no echo of our own\r\n");
    await().until(() -> terminal.screen().contains("no echo of our own"));
    terminal.press("x\u001dy");

    assertEquals(0, terminal.exit());
    assertTrue(terminal.isRestored());
    await().untilAsserted(() -> assertEquals("ls\r\u0003\u0004\u001c\u001ax", viewer.typed()));
    var screen = terminal.screen();
    assertTrue(screen.startsWith("Attached to guest hello. Ctrl-] leaves.\r\n"), screen);
    assertFalse(screen.contains("ls"), screen);
  }

  @Test
  void theEndOfTheSessionRestoresTheMode() throws Exception {
    var viewer = gateway.viewer();
    await().until(terminal::isRaw);

    viewer.exit(0);

    assertEquals(0, terminal.exit());
    assertTrue(terminal.isRestored());
  }

  @Test
  void aLostConnectionRestoresTheMode() throws Exception {
    var viewer = gateway.viewer();
    await().until(terminal::isRaw);

    viewer.close();

    assertEquals(1, terminal.exit());
    assertTrue(terminal.isRestored());
    assertTrue(terminal.screen().contains("connection to the guest lost"), terminal.screen());
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "HUP"})
  void signalsRestoreTheMode(String signal) throws Exception {
    gateway.viewer();
    await().until(terminal::isRaw);

    terminal.signal(signal);

    assertTrue(terminal.exit() > 128);
    assertTrue(terminal.isRestored());
  }
}
