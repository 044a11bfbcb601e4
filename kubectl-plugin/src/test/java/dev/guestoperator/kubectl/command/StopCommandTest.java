package dev.guestoperator.kubectl.command;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestoperator.crds.guest.Guest;
import dev.guestoperator.crds.guest.GuestSpec.RunStrategy;
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

class StopCommandTest {
  private static final String HALT = "{\"spec\":{\"runStrategy\":\"Halted\"}}";
  private static final String HALT_AT_ONCE =
      "{\"spec\":{\"runStrategy\":\"Halted\",\"terminationGracePeriodSeconds\":0}}";
  private static final String RESTORE = "{\"spec\":{\"terminationGracePeriodSeconds\":45}}";

  @TempDir Path directory;
  private final ApiServer server = new ApiServer();

  @BeforeEach
  void aRunningGuest() {
    create("hello", 1000);
  }

  private void create(String name, int observedGeneration) {
    var guest =
        Serialization.unmarshal(
            """
            kind: Guest
            metadata: {name: %s, generation: 1}
            spec: {package: busybox, runStrategy: Always, terminationGracePeriodSeconds: 45}
            status: {phase: Running, observedGeneration: %d}
            """
                .formatted(name, observedGeneration),
            Guest.class);
    server.client().resource(guest).inNamespace("lab").create();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void haltsTheGuest() throws IOException {
    var stop = start("stop", "hello");

    assertEquals(0, stop.exit());
    assertEquals("guest hello is shutting down\n", stop.err());
    assertEquals(List.of(HALT), server.bodies("PATCH"));
    assertEquals(RunStrategy.HALTED, guest().getSpec().runStrategy());
    assertEquals(45, guest().getSpec().terminationGracePeriodSeconds());
  }

  @Test
  void waitsUntilItIsOff() throws IOException {
    var stop = start("stop", "hello", "--wait");
    await().until(() -> stop.err().contains("guest hello: Running"));
    server.status("lab", "hello", "{\"phase\":\"Stopped\"}");

    assertEquals(0, stop.exit());
    assertTrue(stop.err().endsWith("guest hello: Stopped\nguest hello is off\n"), stop.err());
  }

  @Test
  void aStatusThatAnswersToAnEarlierSpecIsNoNews() throws IOException {
    create("slow", 0);

    var stop = start("stop", "slow", "--wait", "--timeout", "1s");

    assertEquals(1, stop.exit());
    assertEquals("error: guest slow is not off after 1s\n", stop.err());
  }

  @Test
  void forceLeavesTheGracePeriodAsItWas() throws IOException {
    var stop = start("stop", "hello", "--force");
    await().until(() -> server.bodies("PATCH").contains(HALT_AT_ONCE));
    server.status("lab", "hello", "{\"phase\":\"Stopped\"}");

    assertEquals(0, stop.exit(), stop.err());
    assertEquals(45, guest().getSpec().terminationGracePeriodSeconds());
    assertEquals(RunStrategy.HALTED, guest().getSpec().runStrategy());
  }

  @Test
  void forceThatDoesNotEndTellsHowToRestore() throws IOException {
    var stop = start("stop", "hello", "--force", "--timeout", "500ms");

    assertEquals(1, stop.exit());
    assertTrue(
        stop.err().contains("kubectl patch guest hello -n lab --type merge -p '" + RESTORE + "'"),
        stop.err());
  }

  @Test
  void aGuestThatIsOffNeedsNothing() throws IOException {
    start("stop", "hello").exit();
    server.status("lab", "hello", "{\"phase\":\"Stopped\"}");

    var stop = start("stop", "hello", "--force");

    assertEquals(0, stop.exit());
    assertEquals("Nothing to do - the guest is not running\n", stop.err());
  }

  @Test
  void noSuchGuest() throws IOException {
    var stop = start("stop", "nobody");

    assertEquals(1, stop.exit());
    assertEquals("error: guest nobody does not exist in namespace lab\n", stop.err());
  }

  private Guest guest() {
    return server.client().resources(Guest.class).inNamespace("lab").withName("hello").get();
  }

  private Invocation start(String... args) throws IOException {
    return Invocation.start(
        InputStream.nullInputStream(), Invocation.kubeconfig(directory, server.url(), args));
  }
}
