package dev.guestoperator.kubectl.command;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestoperator.crds.environment.Environment;
import dev.guestoperator.crds.guest.Guest;
import dev.guestoperator.kubectl.Invocation;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BalloonCommandTest {
  @TempDir Path directory;
  private final ApiServer server = new ApiServer();

  @BeforeEach
  void aRunningGuest() {
    server
        .client()
        .resource(
            Serialization.unmarshal(
                """
                kind: Environment
                metadata: {name: default}
                status: {id: 0}
                """,
                Environment.class))
        .inNamespace("lab")
        .create();
    server
        .client()
        .resource(
            Serialization.unmarshal(
                """
                kind: Guest
                metadata: {name: hello}
                spec: {package: busybox, environment: default, balloon: {targetPages: 0}}
                status: {cid: 3}
                """,
                Guest.class))
        .inNamespace("lab")
        .create();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          balloon hello 1024               | 1024       | 1024 pages (4096 KiB)
          balloon 0 3 1024                 | 1024       | 1024 pages (4096 KiB)
          balloon hello 0                  | 0          | 0 pages (0 KiB)
          balloon hello 1                  | 1          | 1 page (4 KiB)
          balloon hello 4294967295         | 4294967295 | 4294967295 pages (17179869180 KiB)
          balloon hello --size 256Mi       | 65536      | 65536 pages (262144 KiB)
          balloon --size 8191 0 3          | 1          | 1 page (4 KiB)
          """)
  void setsTheTarget(String line, long pages, String text) throws IOException {
    var balloon = start(line);

    assertEquals(0, balloon.exit(), balloon.err());
    assertEquals("guest hello is to have " + text + " in its balloon\n", balloon.err());
    assertEquals(
        List.of("{\"spec\":{\"balloon\":{\"targetPages\":%d}}}".formatted(pages)),
        server.bodies("PATCH"));
  }

  @Test
  void showsTheSentenceOfTheRuleThatIsBroken() throws IOException {
    server.refuse(
        "PATCH",
        """
        {"kind":"Status","status":"Failure","code":422,"reason":"Invalid",
         "message":"Guest.guest-operator.dev \\"hello\\" is invalid: spec.balloon.targetPages: …",
         "details":{"causes":[{"reason":"FieldValueInvalid","field":"spec.balloon.targetPages",
           "message":"Invalid value: \\"object\\": balloon.targetPages must leave memory."}]}}
        """);

    var balloon = start("balloon hello 1000000");

    assertEquals(1, balloon.exit());
    assertEquals("error: balloon.targetPages must leave memory.\n", balloon.err());
  }

  @Test
  void waitsUntilTheBalloonHoldsThePages() throws IOException {
    report(0, 0, "True", "Converged", "0 of 0 pages are in the balloon.");
    var balloon = waiting();
    report(1024, 512, "False", "Inflating", "512 of 1024 pages are in the balloon.");
    await().until(() -> balloon.err().contains("512 of 1024"));
    report(1024, 1024, "True", "Converged", "1024 of 1024 pages are in the balloon.");

    assertEquals(0, balloon.exit(), balloon.err());
    assertEquals(
        """
        guest hello is to have 1024 pages (4096 KiB) in its balloon
        guest hello: 0 of 0 pages are in the balloon.
        guest hello: 512 of 1024 pages are in the balloon.
        guest hello: 1024 of 1024 pages are in the balloon.
        guest hello has 1024 pages (4096 KiB) in its balloon
        """,
        balloon.err());
  }

  @ParameterizedTest
  @ValueSource(strings = {"GuestRefuses", "PackageNeedsMemory"})
  void saysWhyTheBalloonDoesNotFollow(String reason) throws IOException {
    report(0, 0, "True", "Converged", "0 of 0 pages are in the balloon.");
    var balloon = waiting();
    report(512, 512, "False", reason, "512 of 1024 pages, and no more.");

    assertEquals(1, balloon.exit());
    assertTrue(
        balloon
            .err()
            .endsWith("error: guest hello cannot follow: 512 of 1024 pages, and no more.\n"),
        balloon.err());
  }

  @Test
  void aReportOfTheTargetOfBeforeIsNoObstacle() throws IOException {
    report(0, 0, "True", "Converged", "0 of 0 pages are in the balloon.");
    var balloon = waiting();
    report(0, 0, "False", "PackageNeedsMemory", "0 of 1024 pages and no more.");
    await().until(() -> balloon.err().contains("no more"));
    assertFalse(balloon.isOver());
    report(1024, 1024, "True", "Converged", "1024 of 1024 pages are in the balloon.");

    assertEquals(0, balloon.exit(), balloon.err());
  }

  @Test
  void anObstacleOfBeforeStillIsOne() throws IOException {
    start("balloon hello 1024").exit();
    report(512, 512, "False", "PackageNeedsMemory", "512 of 1024 pages, and no more.");

    assertEquals(1, start("balloon hello 1024 --wait").exit());
    assertEquals(1, start("balloon hello 2048 --wait").exit());
  }

  @Test
  void waitsNoLongerThanAsked() throws IOException {
    report(1024, 512, "False", "Inflating", "512 of 1024 pages are in the balloon.");

    var balloon = start("balloon hello 1024 --wait --timeout 1s");

    assertEquals(1, balloon.exit());
    assertTrue(
        balloon
            .err()
            .endsWith(
                "error: guest hello has no balloon of 1024 pages after 1s"
                    + " (512 of 1024 pages are in the balloon.)\n"),
        balloon.err());
  }

  @Test
  void aGuestThatIsOffIsNotWaitedFor() throws IOException {
    start("stop hello").exit();
    server.status("lab", "hello", "{\"phase\":\"Stopped\"}");

    var balloon = start("balloon hello 1024 --wait");

    assertEquals(1, balloon.exit());
    assertTrue(
        balloon.err().endsWith("error: guest hello cannot follow: it is off; start it\n"),
        balloon.err());
  }

  /** Waits already, for 1024 pages. */
  private Invocation waiting() throws IOException {
    var balloon = start("balloon hello 1024 --wait");
    await().until(() -> balloon.err().contains("0 of 0"));
    return balloon;
  }

  private void report(long target, long actual, String status, String reason, String message) {
    server.status(
        "lab",
        "hello",
        """
        {"cid":3,"phase":"Running","balloon":{"targetPages":%d,"actualPages":%d},"conditions":[
         {"type":"BalloonConverged","status":"%s","reason":"%s","message":"%s"}]}
        """
            .formatted(target, actual, status, reason, message));
  }

  private Invocation start(String line) throws IOException {
    return Invocation.start(
        InputStream.nullInputStream(),
        Invocation.kubeconfig(directory, server.url(), line.split(" +")));
  }
}
