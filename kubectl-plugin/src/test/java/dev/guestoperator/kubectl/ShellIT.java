package dev.guestoperator.kubectl;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestoperator.kubectl.stream.FakeGateway;
import dev.guestoperator.kubectl.stream.Viewer;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code vsh} in a terminal. */
class ShellIT {
  private static final String NO_LISTENER =
      "{\"kind\":\"Status\",\"status\":\"Failure\",\"reason\":\"ConnectionRefused\",\"message\":\"nobody listens\"}";

  @TempDir Path directory;
  private FakeGateway gateway;
  private PseudoTerminal terminal;

  @BeforeEach
  void start() throws IOException {
    gateway = new FakeGateway();
  }

  @AfterEach
  void stop() throws IOException {
    terminal.close();
    gateway.close();
  }

  @Test
  void theGuestGetsATerminalOfTheSameKindAndSize() throws Exception {
    var viewer = shell();

    assertTrue(
        viewer.request().path().contains("tty=true&rows=24&columns=80"), viewer.request().path());
    assertTrue(viewer.request().path().contains("env=TERM%3D"), viewer.request().path());
    await().until(() -> viewer.resizes().contains("{\"Width\":80,\"Height\":24}"));
    terminal.resize(50, 132);
    await().until(() -> viewer.resizes().contains("{\"Width\":132,\"Height\":50}"));
    terminal.resize(30, 90);
    await().until(() -> viewer.resizes().contains("{\"Width\":90,\"Height\":30}"));

    viewer.exit(0);
    assertEquals(0, terminal.exit());
  }

  @Test
  void everyKeyGoesToTheGuest() throws Exception {
    var viewer = shell();

    terminal.press("ls\r\u0003\u0004\u001a\u001d");
    await().until(() -> viewer.typed().equals("ls\r\u0003\u0004\u001a\u001d"));
    viewer.print("file\r\n");
    await().until(() -> terminal.screen().contains("file"));
    viewer.exit(7);

    assertEquals(7, terminal.exit());
    assertTrue(terminal.isRestored());
    assertEquals("file\r\n", terminal.screen());
  }

  @Test
  void aLostConnectionRestoresTheMode() throws Exception {
    shell().close();

    assertEquals(123, terminal.exit());
    assertTrue(terminal.isRestored());
    assertTrue(terminal.screen().contains("error: connection to guest hello lost"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "HUP"})
  void signalsRestoreTheMode(String signal) throws Exception {
    shell();

    terminal.signal(signal);

    assertTrue(terminal.exit() > 128);
    assertTrue(terminal.isRestored());
  }

  @Test
  void withoutATerminalOfTheGuestTheModeIsLeftAlone() throws Exception {
    open("vsh", "hello", "--no-tty");
    var viewer = gateway.viewer();

    assertTrue(viewer.request().path().endsWith("tty=false"), viewer.request().path());
    terminal.press("cooked\n");
    await().until(() -> viewer.typed().equals("cooked\n"));
    assertFalse(terminal.isRaw());
    viewer.exit(0);

    assertEquals(0, terminal.exit());
  }

  @Test
  void ctrlCWithoutATerminalOfTheGuestEndsTheSession() throws Exception {
    open("vsh", "hello", "--no-tty");
    var viewer = gateway.viewer();

    terminal.press("\u0003");

    await().until(viewer::isGone);
  }

  @ParameterizedTest
  @ValueSource(strings = {"n\n", "No\n", "\u0004"})
  void whoDoesNotWantToTryAgainNeedNot(String answer) throws Exception {
    askedToTryAgain();

    terminal.press(answer);

    assertEquals(1, terminal.exit());
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "y\n", "YES\n", "what\n\n"})
  void whoWantsToTryAgainDoes(String answer) throws Exception {
    askedToTryAgain();
    gateway.accept();

    terminal.press(answer);
    gateway.viewer().exit(4);

    assertEquals(4, terminal.exit());
  }

  private void askedToTryAgain() throws IOException {
    gateway.refuse("502 Bad Gateway", NO_LISTENER);
    open("vsh", "hello", "--timeout", "1ms");
    await().until(() -> terminal.screen().endsWith("try again? [Y/n] "));
    assertTrue(
        terminal.screen().contains("error: guest hello gave no shell within 0.001s"),
        terminal.screen());
  }

  private Viewer shell() throws Exception {
    open("vsh", "hello");
    var viewer = gateway.viewer();
    await().until(terminal::isRaw);
    return viewer;
  }

  private void open(String... args) throws IOException {
    terminal = new PseudoTerminal(directory, Invocation.kubeconfig(directory, gateway.url(), args));
  }
}
