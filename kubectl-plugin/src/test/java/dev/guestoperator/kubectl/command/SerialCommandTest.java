package dev.guestoperator.kubectl.command;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestoperator.kubectl.Invocation;
import dev.guestoperator.kubectl.stream.FakeGateway;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SerialCommandTest {
  private static final String SUCCESS = "{\"kind\":\"Status\",\"status\":\"Success\"}";

  @TempDir Path directory;
  private FakeGateway gateway;

  @BeforeEach
  void start() throws IOException {
    gateway = new FakeGateway();
  }

  @AfterEach
  void stop() throws IOException {
    gateway.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          serial hello               | lab  | tailLines=20
          serial hello --tail 0      | lab  | tailLines=0
          serial hello --from-start  | lab  | fromStart=true
          -n other serial hello      | other| tailLines=20
          serial hello -n other      | other| tailLines=20
          """)
  void asksForTheSerialPort(String line, String namespace, String past) throws Exception {
    var serial = serial(InputStream.nullInputStream(), line.split(" "));

    var request = gateway.viewer().request();

    assertEquals(
        "/apis/subresources.guest-operator.dev/v1alpha1/namespaces/%s/guests/hello/attach?device=serial&%s"
            .formatted(namespace, past),
        request.path());
    assertEquals("v5.channel.k8s.io", request.headers().get("sec-websocket-protocol"));
    assertEquals("Bearer secret", request.headers().get("authorization"));
    assertFalse(serial.isOver());
  }

  @Test
  void showsOutputUntilTheSessionEnds() throws Exception {
    var serial = serial(InputStream.nullInputStream(), "serial", "hello");
    var viewer = gateway.viewer();

    viewer.print("booting\r\n");
    viewer.printInParts("half and ", "half\r\n");
    viewer.send(1, new byte[0]);
    viewer.send(1, new byte[] {(byte) 0xff, 0, 0x1d});
    viewer.status(SUCCESS);

    assertEquals(0, serial.exit());
    assertTrue(serial.out().startsWith("booting\r\nhalf and half\r\n"), serial.out());
    assertEquals("booting\r\nhalf and half\r\n".length() + 3, serial.outBytes().length);
    assertEquals("", serial.err());
    await().untilAsserted(() -> assertEquals(1000, viewer.closeCode()));
  }

  @Test
  void pipedInputIsTypedAndTheSessionEndsWhenTheGuestIsSilent() throws Exception {
    var serial = serial(Invocation.input("uname -a\n"), "serial", "hello", "--linger", "300ms");
    var viewer = gateway.viewer();

    await().until(viewer::inputEnded);
    assertEquals("uname -a\n", viewer.typed());
    viewer.print("Linux hello\r\n");

    assertEquals(0, serial.exit());
    assertEquals("Linux hello\r\n", serial.out());
  }

  @Test
  void inputOfAnySizeArrivesWholeAndInOrder() throws Exception {
    var text = "0123456789abcdef".repeat(20_000);

    var serial = serial(Invocation.input(text), "serial", "hello", "--linger", "100ms");

    var viewer = gateway.viewer();
    await().until(viewer::inputEnded);
    assertEquals(text, viewer.typed());
    assertEquals(0, serial.exit());
  }

  @Test
  void emptyInputOnlyWatches() throws Exception {
    var serial = serial(InputStream.nullInputStream(), "serial", "hello", "--linger", "1ms");
    var viewer = gateway.viewer();
    await().until(viewer::inputEnded);

    viewer.print("still here\r\n");
    await().until(() -> serial.out().contains("still here"));
    viewer.ping();
    await().until(() -> viewer.pongs() == 1);

    assertFalse(serial.isOver());
    viewer.status(SUCCESS);
    assertEquals(0, serial.exit());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"kind":"Status","status":"Failure","message":"guest hello is off"}                                              | 1 | guest hello is off
          {"kind":"Status","status":"Failure","message":"exit 7","details":{"causes":[{"reason":"ExitCode","message":"7"}]}} | 7 | exit 7
          {"kind":"Status","status":"Failure","message":"odd","details":{"causes":[{"reason":"ExitCode","message":"x"}]}}  | 1 | odd
          {"kind":"Status","status":"Failure"}                                                                             | 1 | session failed
          not json                                                                                                         | 1 | connection to the guest lost; run the same command again (hello: its last word was no Status)
          """)
  void theStatusDecides(String status, int code, String message) throws Exception {
    var serial = serial(InputStream.nullInputStream(), "serial", "hello");

    gateway.viewer().status(status);

    assertEquals(code, serial.exit());
    assertEquals("error: " + message + "\n", serial.err());
  }

  @Test
  void aCutIsALostConnection() throws Exception {
    var serial = serial(InputStream.nullInputStream(), "serial", "hello");

    gateway.viewer().close();

    assertEquals(1, serial.exit());
    assertTrue(
        serial.err().startsWith("error: connection to the guest lost; run the same command again"),
        serial.err());
  }

  @Test
  void aCloseWithoutStatusIsALostConnection() throws Exception {
    var serial = serial(InputStream.nullInputStream(), "serial", "hello");

    gateway.viewer().close(1000);

    assertEquals(1, serial.exit());
    assertTrue(serial.err().contains("closed with code 1000"), serial.err());
  }

  @Test
  void anEndlessStatusIsNotKept() throws Exception {
    var serial = serial(InputStream.nullInputStream(), "serial", "hello");
    var viewer = gateway.viewer();

    viewer.status("x".repeat(60_000));

    assertEquals(1, serial.exit());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          403 Forbidden           | {"kind":"Status","status":"Failure","message":"guests.subresources.guest-operator.dev \\"hello\\" is forbidden"} | guests.subresources.guest-operator.dev "hello" is forbidden
          404 Not Found           | 404 page not found  | the cluster does not serve what is in guests: is guest-operator installed and its APIService available?
          503 Service Unavailable | service unavailable | the gateway of guest-operator does not answer (service unavailable); run the same command again in a moment
          500 Oops                | ''                  | the API server refused the session: HTTP 500
          """)
  void aRefusalIsShownAsItIs(String statusLine, String body, String message) {
    gateway.refuse(statusLine, body);

    var serial = serial(InputStream.nullInputStream(), "serial", "hello");

    assertEquals(1, serial.exit());
    assertEquals("error: " + message, serial.err().strip());
  }

  @Test
  void nobodyThereIsToldAsSuch() throws IOException {
    var url = gateway.url();
    gateway.close();

    var serial = serial(InputStream.nullInputStream(), "serial", "hello");

    assertEquals(1, serial.exit());
    assertEquals(
        "error: cannot reach the API server at %s/: connection refused; check the kubeconfig and --context\n"
            .formatted(url),
        serial.err());
  }

  @Test
  void whatIsTypedIsSentAtOnce() throws Exception {
    try (var keyboard = new PipedOutputStream()) {
      var serial = serial(new PipedInputStream(keyboard), "serial", "hello");
      var viewer = gateway.viewer();

      keyboard.write("ls".getBytes(StandardCharsets.UTF_8));
      keyboard.flush();
      await().until(() -> viewer.typed().equals("ls"));

      viewer.status(SUCCESS);
      assertEquals(0, serial.exit());
    }
  }

  private Invocation serial(InputStream in, String... args) {
    try {
      return Invocation.start(in, Invocation.kubeconfig(directory, gateway.url(), args));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
