package dev.guestoperator.agent.vsh;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client against the real vshd. */
class VshClientIT {
  private static final int LARGE = 10 * 1024 * 1024;

  private static Vshd vshd;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeAll
  static void start(@TempDir Path directory) throws Exception {
    vshd = Vshd.start(directory);
  }

  @AfterAll
  static void stop() throws Exception {
    vshd.close();
  }

  @Test
  void keepsStreamsApartAndTellsTheCode() throws Exception {
    try (var session = vshd.open(shell("echo out; echo err >&2; exit 7"))) {
      assertEquals(new VshEnd.Exited(7), session.client().run(out, err));
    }
    assertEquals("out\n", out.toString(UTF_8));
    assertEquals("err\n", err.toString(UTF_8));
  }

  @Test
  void passesOnLargeInputAndItsEnd() throws Exception {
    var input = new byte[LARGE];
    new Random(1).nextBytes(input);
    try (var session = vshd.open(SetupRequest.command("cat"))) {
      var sent = sendInput(session, input);

      assertEquals(new VshEnd.Exited(0), session.client().run(out, err));
      sent.join();
    }
    assertArrayEquals(input, out.toByteArray());
  }

  @Test
  void inputThatNobodyReadsDoesNotHoldUpTheEnd() throws Exception {
    try (var session = vshd.open(shell("exit 5"))) {
      sendInput(session, new byte[LARGE]);

      assertEquals(new VshEnd.Exited(5), session.client().run(out, err));
    }
  }

  @Test
  void givesATerminalItsSizes() throws Exception {
    var script = "stty size; trap 'stty size; exit 3' WINCH; sleep 1000 & while :; do wait; done";
    var request = terminal(new WindowSize(24, 80), Map.of(), "/bin/sh", "-c", script);
    try (var session = vshd.open(request)) {
      var end = run(session);
      await().atMost(Duration.ofSeconds(30)).until(() -> out.toString(UTF_8).contains("24 80"));
      // A shell may not yet have set its trap, but a size like the last one is no signal.
      await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () -> {
                session.client().resize(new WindowSize(49, 132));
                session.client().resize(new WindowSize(50, 132));
                return end.isDone();
              });
      assertEquals(new VshEnd.Exited(3), end.join());
    }
    assertTrue(out.toString(UTF_8).contains(" 132"), out::toString);
  }

  @Test
  void sendsSignals() throws Exception {
    try (var session = vshd.open(SetupRequest.command("sleep", "1000"))) {
      assertTrue(session.client().signal(Signal.TERM));

      assertEquals(new VshEnd.Exited(15), session.client().run(out, err));
    }
  }

  @Test
  void setsTheEnvironmentAndTheDirectory() throws Exception {
    var request =
        new SetupRequest(
            "",
            "",
            Map.of("GREETING", "grüß dich"),
            List.of("/bin/sh", "-c", "pwd; echo $GREETING"),
            false,
            WindowSize.UNKNOWN,
            "/usr",
            0);
    try (var session = vshd.open(request)) {
      session.client().run(out, err);
    }
    assertEquals("/usr\ngrüß dich\n", out.toString(UTF_8));
  }

  @Test
  void aVshdThatDiesIsALostConnection() throws Exception {
    try (var session = vshd.open(SetupRequest.command("cat"))) {
      var parent = ProcessHandle.of(session.client().pid()).orElseThrow().parent().orElseThrow();
      var end = run(session);

      parent.destroyForcibly();

      assertInstanceOf(VshEnd.Lost.class, end.join());
    }
  }

  @Test
  void theProgramEndsWithTheConnection() throws Exception {
    var session = vshd.open(SetupRequest.command("sleep", "1000"));
    var program = ProcessHandle.of(session.client().pid()).orElseThrow();

    session.close();

    program.onExit().get(30, TimeUnit.SECONDS);
  }

  @Test
  void anUnknownUserIsRefused() {
    var request =
        new SetupRequest("", "no-such", Map.of(), List.of(), false, WindowSize.UNKNOWN, "", 0);

    var refused = assertThrows(RefusedSessionException.class, () -> vshd.open(request));

    assertEquals(
        "The guest's vshd refuses the session: could not find user: no-such", refused.getMessage());
  }

  private static SetupRequest shell(String script) {
    return SetupRequest.command("/bin/sh", "-c", script);
  }

  private static SetupRequest terminal(WindowSize window, Map<String, String> env, String... argv) {
    return new SetupRequest("", "", env, List.of(argv), true, window, "", 0);
  }

  private CompletableFuture<VshEnd> run(Vshd.Session session) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return session.client().run(out, err);
          } catch (IOException e) {
            throw new CompletionException(e);
          }
        });
  }

  private static CompletableFuture<Void> sendInput(Vshd.Session session, byte[] input) {
    return CompletableFuture.runAsync(
        () -> {
          session.client().input(input);
          session.client().endInput();
        });
  }
}
