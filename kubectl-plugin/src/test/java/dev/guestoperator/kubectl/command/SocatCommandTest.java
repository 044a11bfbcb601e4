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
import org.junit.jupiter.params.provider.ValueSource;

/** {@code socat} and {@code socat-listen}. */
class SocatCommandTest {
  private static final String FORBIDDEN = status("Forbidden", "you may not");

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
          socat hello 5000            | guests/hello:5000/portforward
          socat hello 0               | guests/hello:0/portforward
          socat hello 4294967294      | guests/hello:4294967294/portforward
          socat 7 3 5000              | guests/seventh:5000/portforward
          socat-listen default 5000   | environments/default:5000/portforward
          socat-listen 7 5000         | environments/team:5000/portforward
          """)
  void asksForThePort(String line, String path) throws Exception {
    numbers();
    var socat = start(InputStream.nullInputStream(), line);

    gateway.viewer().exit(0);

    assertEquals(0, socat.exit(), socat.err());
    assertEquals(List.of(path), gateway.asked());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"guests/hello|socat hello 22", "environments/hello|socat-listen hello 22"})
  void aRightToAllPortsServesAsWell(String pathAndLine) throws Exception {
    var path = pathAndLine.split("\\|")[0];
    gateway.refusePath(path + ":22/", "403 Forbidden", FORBIDDEN);
    var socat = start(InputStream.nullInputStream(), pathAndLine.split("\\|")[1]);

    gateway.viewer().exit(0);

    assertEquals(0, socat.exit(), socat.err());
    assertEquals(List.of(path + ":22/portforward", path + "/portforward?port=22"), gateway.asked());
  }

  @Test
  void withoutAnyRightItIsForbidden() throws Exception {
    gateway.refuse("403 Forbidden", FORBIDDEN);

    var socat = start(InputStream.nullInputStream(), "socat hello 22");

    assertEquals(1, socat.exit());
    assertEquals("error: you may not\n", socat.err());
    assertEquals(2, gateway.asked().size());
  }

  @Test
  void anyOtherRefusalIsTheAnswer() throws Exception {
    gateway.refuse("502 Bad Gateway", status("ConnectionRefused", "nobody listens at port 22"));

    var socat = start(InputStream.nullInputStream(), "socat hello 22");

    assertEquals(1, socat.exit());
    assertEquals("error: nobody listens at port 22\n", socat.err());
    assertEquals(1, gateway.asked().size());
  }

  @Test
  void theEndOfInputLeavesOutputOpen() throws Exception {
    var socat = start(Invocation.input("request"), "socat hello 22");
    var viewer = gateway.viewer();
    await().until(viewer::inputEnded);

    viewer.print("answer");
    await().until(() -> socat.out().equals("answer"));
    assertFalse(socat.isOver());
    viewer.endOutput();
    await().until(socat::outEnded);
    viewer.exit(0);

    assertEquals(0, socat.exit());
    assertEquals("request", viewer.typed());
  }

  @Test
  void theEndOfOutputLeavesInputOpen() throws Exception {
    var keyboard = new PipedOutputStream();
    var socat = start(new PipedInputStream(keyboard), "socat hello 22");
    var viewer = gateway.viewer();

    viewer.endOutput();
    await().until(socat::outEnded);
    keyboard.write("later".getBytes(StandardCharsets.UTF_8));
    keyboard.close();

    await().until(viewer::inputEnded);
    assertEquals("later", viewer.typed());
    assertFalse(socat.isOver());
    viewer.exit(0);
    assertEquals(0, socat.exit());
  }

  @Test
  void everyByteComesThroughBothWays() throws Exception {
    var up = random(1_000_003);
    var down = random(2_000_000);
    var socat = start(new ByteArrayInputStream(up), "socat hello 22");
    var viewer = gateway.viewer();

    for (int from = 0; from < down.length; from += 40_000) {
      viewer.send(1, Arrays.copyOfRange(down, from, from + 40_000));
    }
    await().until(viewer::inputEnded);
    viewer.exit(0);

    assertEquals(0, socat.exit());
    assertArrayEquals(up, viewer.typedBytes());
    assertArrayEquals(down, socat.outBytes());
  }

  @Test
  void aResetIsAFailure() throws Exception {
    var socat = start(InputStream.nullInputStream(), "socat hello 22");

    gateway.viewer().status(status("ConnectionReset", "the guest has reset the connection"));

    assertEquals(1, socat.exit());
    assertEquals("error: the guest has reset the connection\n", socat.err());
  }

  @Test
  void aCutIsAFailure() throws Exception {
    var socat = start(InputStream.nullInputStream(), "socat hello 22");

    gateway.viewer().close();

    assertEquals(1, socat.exit());
    assertTrue(socat.err().startsWith("error: connection lost: "), socat.err());
  }

  @Test
  void aListenerSaysWhenItListensAndReadsNothingBeforeAGuestIsThere() throws Exception {
    var socat = start(Invocation.input("welcome"), "socat-listen default 5000");
    var viewer = gateway.viewer();
    await().until(() -> socat.err().equals("listening on port 5000 of environment default\n"));

    assertEquals("", viewer.typed());
    assertFalse(viewer.inputEnded());
    viewer.send(1, new byte[0]);
    await().until(viewer::inputEnded);
    viewer.print("hello");
    viewer.exit(0);

    assertEquals(0, socat.exit());
    assertEquals("welcome", viewer.typed());
    assertEquals("hello", socat.out());
    assertEquals(
        "listening on port 5000 of environment default\na guest has connected\n", socat.err());
  }

  @Test
  void aListenerThatNobodyConnectsToEndsWithItsSession() throws Exception {
    var socat = start(Invocation.input("welcome"), "socat-listen default 5000");
    var viewer = gateway.viewer();

    viewer.status(status("Gone", "the operator stops"));

    assertEquals(1, socat.exit());
    assertTrue(socat.err().endsWith("error: the operator stops\n"), socat.err());
    assertFalse(socat.err().contains("connected"), socat.err());
  }

  private static String status(String reason, String message) {
    return "{\"kind\":\"Status\",\"status\":\"Failure\",\"reason\":\"%s\",\"message\":\"%s\"}"
        .formatted(reason, message);
  }

  private static byte[] random(int length) {
    var bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private void numbers() {
    server
        .client()
        .resource(
            Serialization.unmarshal(
                "kind: Environment\nmetadata: {name: team}\nstatus: {id: 7}", Environment.class))
        .inNamespace("lab")
        .create();
    server
        .client()
        .resource(
            Serialization.unmarshal(
                "kind: Guest\nmetadata: {name: seventh}\nspec: {environment: team}\nstatus: {cid: 3}",
                Guest.class))
        .inNamespace("lab")
        .create();
  }

  private Invocation start(InputStream in, String line) throws IOException {
    return Invocation.start(in, directory, gateway.url(), line);
  }
}
