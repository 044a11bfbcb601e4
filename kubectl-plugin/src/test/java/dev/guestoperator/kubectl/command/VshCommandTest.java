package dev.guestoperator.kubectl.command;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestoperator.crds.environment.Environment;
import dev.guestoperator.crds.guest.Guest;
import dev.guestoperator.kubectl.Invocation;
import dev.guestoperator.kubectl.stream.FakeGateway;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VshCommandTest {
  private static final String NOT_PLACED =
      "{\"kind\":\"Status\",\"status\":\"Failure\",\"reason\":\"Conflict\",\"message\":\"guest hello has no node yet\"}";
  private static final String NO_LISTENER =
      "{\"kind\":\"Status\",\"status\":\"Failure\",\"reason\":\"ConnectionRefused\",\"message\":\"nobody listens at port 9001\"}";
  private static final String NO_DRIVER =
      "{\"kind\":\"Status\",\"status\":\"Failure\",\"reason\":\"VsockNotReady\",\"message\":\"no vsock driver yet\"}";

  @TempDir Path directory;
  private FakeGateway gateway;
  private ApiServer server;

  @BeforeEach
  void start() throws IOException {
    gateway = new FakeGateway();
    server = new ApiServer();
    gateway.standBefore(server.url());
  }

  @AfterEach
  void stop() throws IOException {
    gateway.close();
    server.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          vsh hello                                     | port=9001&tty=false
          vsh hello -- ls -l /                          | port=9001&command=ls&command=-l&command=%2F&tty=false
          vsh hello --args ls --args -l                 | port=9001&command=ls&command=-l&tty=false
          vsh hello --args sh -- -c a+b&c=d             | port=9001&command=sh&command=-c&command=a%2Bb%26c%3Dd&tty=false
          vsh hello -- kubectl -n x -- y                | port=9001&command=kubectl&command=-n&command=x&command=--&command=y&tty=false
          vsh hello -t                                  | port=9001&tty=true
          vsh hello -T                                  | port=9001&tty=false
          vsh hello --user bob --cwd /srv               | port=9001&tty=false&user=bob&cwd=%2Fsrv
          vsh hello --env A=1 --env B=x=y               | port=9001&tty=false&env=A%3D1&env=B%3Dx%3Dy
          vsh hello --tty --env TERM=dumb               | port=9001&tty=true&env=TERM%3Ddumb
          """)
  void asksForWhatWasTyped(String line, String query) throws Exception {
    var vsh = vsh(line);
    var viewer = gateway.viewer();

    viewer.exit(0);

    assertEquals(0, vsh.exit(), vsh.err());
    var asked = gateway.asked().getFirst();
    var here = line.contains("-t") ? "&env=TERM%3D" + System.getenv("TERM") : "";
    assertTrue(
        List.of("guests/hello/exec?" + query, "guests/hello/exec?" + query + here).contains(asked),
        asked);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          vsh               | lab/in-default   | 9001
          vsh -- true       | lab/in-default   | 9001
          vsh 7             | lab/second       | 9001
          vsh 2             | other/foreign    | 9001
          vsh 7 4           | lab/third        | 9001
          vsh 7 5 22        | lab/off          | 22
          vsh -n other      | other/foreign    | 9001
          """)
  void findsTheGuest(String line, String guest, int port) throws Exception {
    environments();
    guest("lab", "in-default", "default", 9, 4, "Running");
    guest("lab", "first-off", "default", 9, 3, "Stopped");
    guest("lab", "third", "team", 7, 4, "Running");
    guest("lab", "second", "team", 7, 3, "Running");
    guest("lab", "off", "team", 7, 5, "Stopped");
    guest("other", "foreign", "default", 2, 3, "Running");

    var vsh = vsh(line);
    var viewer = gateway.viewer();
    viewer.exit(0);

    assertEquals(0, vsh.exit(), vsh.err());
    var names = guest.split("/");
    assertTrue(
        viewer
            .request()
            .path()
            .contains("/namespaces/%s/guests/%s/exec?port=%d&".formatted(names[0], names[1], port)),
        viewer.request().path());
  }

  @Test
  void withoutADefaultEnvironmentTheLowestIdWins() throws Exception {
    guest("lab", "late", "team", 7, 3, "Running");
    guest("lab", "early", "squad", 4, 9, "Running");

    vsh("vsh");

    assertTrue(gateway.viewer().request().path().contains("/guests/early/exec"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          vsh     | no guest runs: name the one to wait for, or make one with kubectl guest launch
          vsh 7   | no guest runs in environment 7: see kubectl guest list -A
          vsh 8 3 | No existing environment with id 8
          vsh 7 4 | No existing instances in env 7 with cid 4
          """)
  void saysWhichGuestIsMissing(String line, String message) throws Exception {
    environments();
    guest("lab", "off", "team", 7, 3, "Stopped");

    var vsh = vsh(line);

    assertEquals(1, vsh.exit());
    assertEquals("error: " + message + "\n", vsh.err());
  }

  @ParameterizedTest
  @CsvSource({"0", "1", "7", "123", "255"})
  void theExitCodeIsThatOfTheCommand(int code) throws Exception {
    var vsh = vsh("vsh hello -- exit");

    gateway.viewer().exit(code);

    assertEquals(code, vsh.exit());
    assertEquals("", vsh.err());
  }

  @Test
  void streamsAreKeptApartAndWhole() throws Exception {
    var bytes = new byte[3_000_000];
    new Random(1).nextBytes(bytes);
    var vsh = start(new ByteArrayInputStream(bytes), "vsh hello -- cat");
    var viewer = gateway.viewer();
    await().until(viewer::inputEnded);

    var echo = viewer.typedBytes();
    viewer.send(2, "warning\n".getBytes(StandardCharsets.UTF_8));
    for (int from = 0; from < echo.length; from += 50_000) {
      viewer.send(1, Arrays.copyOfRange(echo, from, from + 50_000));
    }
    viewer.exit(7);

    assertEquals(7, vsh.exit());
    assertArrayEquals(bytes, echo);
    assertArrayEquals(bytes, vsh.outBytes());
    assertEquals("warning\n", vsh.err());
  }

  @Test
  void outputThatHasEndedIsClosedWhileInputGoesOn() throws Exception {
    try (var keyboard = new PipedOutputStream()) {
      var vsh = start(new PipedInputStream(keyboard), "vsh hello -- sh");
      var viewer = gateway.viewer();

      viewer.print("last words");
      viewer.endOutput();
      await().until(vsh::outEnded);
      keyboard.write("more".getBytes(StandardCharsets.UTF_8));
      keyboard.flush();

      await().until(() -> viewer.typed().equals("more"));
      assertFalse(vsh.isOver());
      viewer.exit(0);
      assertEquals(0, vsh.exit());
      assertEquals("last words", vsh.out());
    }
  }

  @Test
  void aLostConnectionIs123() throws Exception {
    var vsh = vsh("vsh hello");

    gateway.viewer().close();

    assertEquals(123, vsh.exit());
    assertTrue(vsh.err().startsWith("error: connection to guest hello lost: "), vsh.err());
    assertEquals(1, vsh.err().lines().count(), vsh.err());
  }

  @Test
  void aFailureWithoutExitCodeIsALostConnection() throws Exception {
    var vsh = vsh("vsh hello");

    gateway
        .viewer()
        .status("{\"kind\":\"Status\",\"status\":\"Failure\",\"message\":\"the agent restarts\"}");

    assertEquals(123, vsh.exit());
    assertEquals("error: connection to guest hello lost: the agent restarts\n", vsh.err());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          403 Forbidden            | Forbidden    | you may not
          404 Not Found            | NotFound     | guests "hello" not found
          409 Conflict             | NoVsock      | guest hello has no vsock device
          422 Unprocessable Entity | ShellRefused | no such user: bob
          429 Too Many Requests    | TooMany      | too many sessions
          """)
  void whatWaitingDoesNotHelpIsToldAtOnce(String statusLine, String reason, String message) {
    gateway.refuse(
        statusLine,
        "{\"kind\":\"Status\",\"status\":\"Failure\",\"reason\":\"%s\",\"message\":\"%s\"}"
            .formatted(reason, message.replace("\"", "\\\"")));

    var vsh = vsh("vsh hello");

    assertEquals(1, vsh.exit());
    assertEquals("error: " + message + "\n", vsh.err());
  }

  @Test
  void waitsForGuestDriverAndVshd() throws Exception {
    guest("lab", "hello", "default", 0, 3, "Pending");
    gateway.refuseOnce("409 Conflict", NOT_PLACED);
    gateway.refuseOnce("503 Service Unavailable", NO_DRIVER);
    gateway.refuseOnce("502 Bad Gateway", NO_LISTENER);
    gateway.refuseOnce("502 Bad Gateway", NO_LISTENER);
    var vsh = vsh("vsh hello");
    await().until(() -> vsh.err().contains("guest hello: Pending"));

    server.status("lab", "hello", "{\"phase\":\"Running\"}");
    gateway.viewer().exit(3);

    assertEquals(3, vsh.exit());
    assertEquals(
        """
        guest hello: Pending
        guest hello: Running
        guest hello: waiting: no vsock driver yet
        guest hello: waiting: nobody listens at port 9001
        """,
        vsh.err());
  }

  @Test
  void givesUpInTime() {
    gateway.refuse("502 Bad Gateway", NO_LISTENER);

    var vsh = vsh("vsh hello --timeout 700ms");

    assertEquals(1, vsh.exit());
    assertEquals(
        """
        guest hello: waiting: nobody listens at port 9001
        error: guest hello gave no shell within 0.7s: nobody listens at port 9001
        """,
        vsh.err());
  }

  @Test
  void aHaltedGuestIsNotWaitedFor() {
    guest("lab", "hello", "default", 0, 3, "Stopped");
    server
        .client()
        .resources(Guest.class)
        .inNamespace("lab")
        .withName("hello")
        .edit(
            guest -> {
              guest.setSpec(
                  Serialization.unmarshal(
                          "spec: {package: busybox, runStrategy: Halted}", Guest.class)
                      .getSpec());
              return guest;
            });
    gateway.refuse("409 Conflict", NOT_PLACED);

    var vsh = vsh("vsh hello");

    assertEquals(1, vsh.exit());
    assertTrue(
        vsh.err()
            .endsWith("error: guest hello is halted: start it with kubectl guest start hello\n"),
        vsh.err());
  }

  private Invocation vsh(String line) {
    return start(InputStream.nullInputStream(), line);
  }

  private Invocation start(InputStream in, String line) {
    try {
      return Invocation.start(in, directory, gateway.url(), line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void environments() {
    environment("lab", "default", 9);
    environment("lab", "team", 7);
    environment("other", "default", 2);
  }

  private void environment(String namespace, String name, long id) {
    server
        .client()
        .resource(
            Serialization.unmarshal(
                "kind: Environment\nmetadata: {name: %s}\nstatus: {id: %d}".formatted(name, id),
                Environment.class))
        .inNamespace(namespace)
        .create();
  }

  private void guest(
      String namespace, String name, String environment, long id, long cid, String phase) {
    server
        .client()
        .resource(
            Serialization.unmarshal(
                """
                kind: Guest
                metadata: {name: %s}
                spec: {package: busybox, environment: %s}
                status: {phase: %s, environmentId: %d, cid: %d, observedGeneration: 1000}
                """
                    .formatted(name, environment, phase, id, cid),
                Guest.class))
        .inNamespace(namespace)
        .create();
  }
}
