package dev.guestoperator.kubectl.command;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestoperator.crds.environment.Environment;
import dev.guestoperator.crds.guest.Guest;
import dev.guestoperator.kubectl.Invocation;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands that ask the gateway. */
class GatewayCommandsTest {
  private static final String BALLOON =
      """
      {"apiVersion":"subresources.guest-operator.dev/v1alpha1","kind":"GuestBalloon",
       "state":"MOVING","targetPages":1024,"actualPages":512,"fieldOfTomorrow":1,
       "stats":{"swapIn":0,"availableMemory":%d,"tagOfTomorrow":7}}
      """;
  private static final String FORBIDDEN = status(403, "Forbidden", "you may not");

  @TempDir Path directory;
  private final ApiServer server = new ApiServer();

  @BeforeEach
  void aRunningGuest() {
    server
        .client()
        .resource(
            Serialization.unmarshal(
                "kind: Environment\nmetadata: {name: default}\nstatus: {id: 0}", Environment.class))
        .inNamespace("lab")
        .create();
    guest("hello", "{phase: Running, cid: 3, balloon: {actualPages: 256, targetPages: 256}}");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"balloon-stats hello", "balloon-stats 0 3"})
  void showsStatistics(String line) throws IOException {
    server.gateway("GET hello/balloon", BALLOON.formatted(4096));

    var stats = run(line);

    assertEquals("swap-in:             0\navailable-memory:    4096\n", stats.out(), stats.err());
    assertEquals(0, stats.exit());
  }

  @Test
  void showsAllThatIsToldToPrograms() throws IOException {
    server.gateway("GET hello/balloon", BALLOON.formatted(4096));

    assertEquals(
        """
        actualPages: 512
        apiVersion: subresources.guest-operator.dev/v1alpha1
        fieldOfTomorrow: 1
        kind: GuestBalloon
        state: MOVING
        stats:
          swapIn: 0
          availableMemory: 4096
          tagOfTomorrow: 7
        targetPages: 1024
        """,
        run("balloon-stats hello -o yaml").out());
    var json = run("balloon-stats hello -o json").out();
    assertTrue(json.startsWith("{\n    \"actualPages\": 512,\n"), json);
  }

  @Test
  void saysThatThereAreNoStatisticsYet() throws IOException {
    server.gateway("GET hello/balloon", "{\"targetPages\":0,\"actualPages\":0}");

    var stats = run("balloon-stats hello");

    assertEquals(1, stats.exit());
    assertEquals(
        "error: guest hello has told nothing of its memory yet: try again in a moment, and see that"
            + " spec.balloon.statsPeriodSeconds is not 0\n",
        stats.err());
  }

  @Test
  void watchesUntilItEnds() throws IOException {
    server.gateway(
        "GET hello/balloon",
        BALLOON.formatted(1),
        BALLOON.formatted(1),
        "{\"targetPages\":0,\"actualPages\":0}",
        BALLOON.formatted(2),
        FORBIDDEN);

    var stats = start("balloon-stats hello --watch");

    assertEquals(1, stats.exit());
    assertEquals(
        """
        swap-in:             0
        available-memory:    1

        swap-in:             0
        available-memory:    2
        """,
        stats.out());
    assertEquals("error: you may not\n", stats.err());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          409 | NoBalloon          | Set virtio.balloon.
          403 | Forbidden          | User "eve" cannot get resource "guests/balloon".
          503 | ServiceUnavailable | the node agent does not answer on node node-1; try again
          """)
  void showsWhatTheGatewayRefuses(int code, String reason, String message) throws IOException {
    var refusal = status(code, reason, message.replace("\"", "\\\""));
    server.gateway("GET hello/balloon", refusal);
    server.gateway("POST hello/interrupt?line=5&count=1", refusal);

    assertEquals("error: " + message + "\n", run("balloon-stats hello").err());
    assertEquals("error: " + message + "\n", run("interrupt hello 5").err());
  }

  @Test
  void saysThatThereIsNoGateway() throws IOException {
    assertEquals(
        "error: the cluster does not serve what is in guests: is guest-operator installed and its"
            + " APIService available?\n",
        run("balloon-stats hello").err());
  }

  @Test
  void saysThatThereIsNoSuchGuest() throws IOException {
    server.gateway(
        "GET hello/balloon",
        """
        {"kind":"Status","status":"Failure","code":404,"reason":"NotFound",
         "message":"guests.guest-operator.dev \\"hello\\" not found","details":{"kind":"guests"}}
        """);

    assertEquals(
        "error: guests.guest-operator.dev \"hello\" not found\n", run("balloon-stats hello").err());
  }

  @ParameterizedTest
  @ValueSource(strings = {"interrupt hello 5", "interrupt 0 3 5", "interrupt 0 3 5 --count 1"})
  void raisesALine(String line) throws IOException {
    server.gateway("POST hello/interrupt?line=5&count=1", raised(1, 1));

    var interrupt = run(line);

    assertEquals("line 5: raised 1, taken 1\n", interrupt.out(), interrupt.err());
    assertEquals(0, interrupt.exit());
  }

  @Test
  void asksForTheRestAgain() throws IOException {
    server.gateway("POST hello/interrupt?line=5&count=1000", raised(1000, 1000), raised(600, 600));
    server.gateway("POST hello/interrupt?line=5&count=900", raised(900, 900));

    var interrupt = run("interrupt hello 5 --count 2500");

    assertEquals("line 5: raised 2500, taken 2500\n", interrupt.out(), interrupt.err());
    assertEquals(
        List.of(
            "POST hello/interrupt?line=5&count=1000",
            "POST hello/interrupt?line=5&count=1000",
            "POST hello/interrupt?line=5&count=900"),
        server.gatewayRequests());
  }

  @ParameterizedTest
  @CsvSource({"1000, 999", "7, 6", "1, 0", "0, 0"})
  void endsWhenTheGuestDoesNotTakeThem(int requested, int taken) throws IOException {
    server.gateway("POST hello/interrupt?line=5&count=1000", raised(requested, taken));

    var interrupt = run("interrupt hello 5 --count 1000");

    assertEquals(1, interrupt.exit());
    assertEquals(
        "error: guest hello does not take interrupts of line 5: raised %d, taken %d\n"
            .formatted(requested, taken),
        interrupt.err());
    assertEquals("", interrupt.out());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          503 | try again          | try again
          404 | 404 page not found | the cluster does not serve what is in guests: is guest-operator installed and its APIService available?
          """)
  void saysHowFarItCameAndRepeatsNothing(int code, String message, String shown)
      throws IOException {
    server.gateway(
        "POST hello/interrupt?line=5&count=1000",
        raised(1000, 1000),
        status(code, "ServiceUnavailable", message));

    var interrupt = run("interrupt hello 5 --count 2000");

    assertEquals(1, interrupt.exit());
    assertEquals(
        "line 5: raised 1000, taken 1000, and then:\nerror: " + shown + "\n", interrupt.err());
    assertEquals(2, server.gatewayRequests().size());
  }

  @Test
  void showsTheMemoryOfAllGuests() throws IOException {
    server.gateway("GET hello/balloon", BALLOON.formatted(200 * 1024 * 1024));
    guest("off", "{phase: Stopped}");
    guest("mine", "{phase: Running, balloon: {actualPages: 256, targetPages: 512}}");
    server.gateway("GET mine/balloon", FORBIDDEN);

    assertEquals(
        """
        NAME    MEMORY   USED   AVAILABLE   BALLOON   TARGET
        hello   256Mi    54Mi   200Mi       2Mi       4Mi
        mine    256Mi    -      -           1Mi       2Mi
        off     256Mi    -      -           -         -
        """,
        run("top").out());
    assertEquals(
        "NAMESPACE   NAME    MEMORY   USED   AVAILABLE   BALLOON   TARGET",
        run("top -A --once").out().lines().findFirst().orElse(""));
    assertEquals("No guests found.\n", run("top -n nowhere").err());
  }

  @Test
  void asksForManyGuests() throws IOException {
    for (int i = 0; i < 40; i++) {
      guest("guest-" + i, "{phase: Running}");
      server.gateway("GET guest-" + i + "/balloon", BALLOON.formatted(0));
    }

    assertEquals(42, run("top").out().lines().count());
    assertEquals(
        Collections.emptyList(),
        Stream.iterate(0, i -> i < 40, i -> i + 1)
            .filter(i -> !server.gatewayRequests().contains("GET guest-" + i + "/balloon"))
            .toList());
  }

  private void guest(String name, String status) {
    server
        .client()
        .resource(
            Serialization.unmarshal(
                """
                kind: Guest
                metadata: {name: %s}
                spec: {package: busybox, environment: default, memory: 256Mi}
                status: %s
                """
                    .formatted(name, status),
                Guest.class))
        .inNamespace("lab")
        .create();
  }

  private static String raised(int requested, int taken) {
    return "{\"kind\":\"GuestInterrupt\",\"requested\":%d,\"taken\":%d}"
        .formatted(requested, taken);
  }

  private static String status(int code, String reason, String message) {
    return "{\"kind\":\"Status\",\"status\":\"Failure\",\"code\":%d,\"reason\":\"%s\",\"message\":\"%s\"}"
        .formatted(code, reason, message);
  }

  private Invocation run(String line) throws IOException {
    var invocation = start(line);
    await().until(invocation::isOver);
    return invocation;
  }

  private Invocation start(String line) throws IOException {
    return Invocation.start(
        InputStream.nullInputStream(),
        Invocation.kubeconfig(directory, server.url(), line.split(" +")));
  }
}
