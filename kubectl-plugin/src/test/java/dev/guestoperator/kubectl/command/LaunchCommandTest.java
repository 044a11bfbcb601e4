package dev.guestoperator.kubectl.command;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestoperator.crds.guest.Guest;
import dev.guestoperator.kubectl.Invocation;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LaunchCommandTest {
  private static final String RUNNING =
      "{\"phase\":\"Running\",\"conditions\":[{\"type\":\"Ready\",\"status\":\"True\",\"message\":\"The guest runs.\"}]}";
  private static final String NO_ROOM =
      "{\"phase\":\"Pending\",\"conditions\":[{\"type\":\"Ready\",\"status\":\"False\",\"message\":\"no node has room\"}]}";
  private static final String STALLED =
      "{\"phase\":\"Failed\",\"conditions\":[{\"type\":\"Stalled\",\"status\":\"True\",\"message\":\"package busibox is not installed.\"}]}";

  @TempDir Path directory;
  private final ApiServer server = new ApiServer();

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                                                   | {package: busybox}
          --memory 536870912                                   | {package: busybox, memory: '536870912'}
          --memory 1.5Gi --cpus 4                              | {package: busybox, memory: 1.5Gi, cpus: 4}
          --cmdline-add quiet --cmdline-add=a=b                | {package: busybox, cmdlineAdd: [quiet, a=b]}
          --default-net false                                  | {package: busybox, defaultNet: false}
          --virtio-gpu=true --virtio-sound-input false         | {package: busybox, virtio: {gpu: true, soundInput: false}}
          --virtio-balloon false --virtio-console false        | {package: busybox, virtio: {balloon: false, console: false}}
          --virtio-rng false --virtio-sound false              | {package: busybox, virtio: {rng: false, sound: false}}
          --environment team-a --accelerator tcg               | {package: busybox, environment: team-a, accelerator: tcg}
          --interrupt 5 --interrupt 10=uio:sensor              | {package: busybox, interrupts: [{line: 5}, {line: 10, source: 'uio:sensor'}]}
          --node-selector a=b,c=d --node-selector e=f          | {package: busybox, nodeSelector: {a: b, c: d, e: f}}
          """)
  void sendsOnlyWhatWasAskedFor(String options, String spec) throws IOException {
    var launch = run("launch busybox --name hello --detach " + options);

    assertEquals("hello\n", launch.out(), launch.err());
    assertEquals("guest hello created\n", launch.err());
    var sent = Serialization.unmarshal(server.bodies("POST").getFirst(), Map.class);
    assertEquals(Serialization.unmarshal("---\n" + spec, Map.class), sent.get("spec"));
  }

  @Test
  void asksTheServerForANameIfNoneIsGiven() throws IOException {
    run("launch zircon_guest --detach");

    var sent = Serialization.unmarshal(server.bodies("POST").getFirst(), Guest.class).getMetadata();
    assertEquals("zircon-guest-", sent.getGenerateName());
    assertNull(sent.getName());
  }

  @Test
  void waitsUntilTheGuestRunsAndAttaches() throws IOException {
    var launch = start("launch busybox --name hello");
    await().until(() -> guest() != null);
    server.status("lab", "hello", NO_ROOM);
    await().until(() -> launch.err().contains("no node has room"));
    server.status("lab", "hello", RUNNING);

    assertEquals(0, launch.exit(), launch.err());
    assertEquals("booted\r\n", launch.out());
    assertEquals(
        """
        guest hello created
        guest hello: Pending
        guest hello: Pending: no node has room
        guest hello: Running: The guest runs.
        guest hello launched
        """,
        launch.err());
    assertNotNull(guest());
  }

  @Test
  void removesTheGuestAtTheEndIfAsked() throws IOException {
    var launch = start("launch busybox --name hello --rm");
    await().until(() -> guest() != null);
    server.status("lab", "hello", RUNNING);

    assertEquals(0, launch.exit());
    assertTrue(launch.err().endsWith("guest hello launched\nguest hello deleted\n"), launch.err());
    assertNull(guest());
  }

  @Test
  void aStalledGuestEndsTheWaitWithItsReason() throws IOException {
    var launch = start("launch busybox --name hello");
    await().until(() -> guest() != null);
    server.status("lab", "hello", STALLED);

    assertEquals(1, launch.exit());
    assertTrue(
        launch
            .err()
            .endsWith(
                "error: guest hello is stalled: package busibox is not installed;"
                    + " delete it with: kubectl delete guest hello -n lab\n"),
        launch.err());
  }

  @Test
  void aDeletedGuestEndsTheWait() throws IOException {
    var launch = start("launch busybox --name hello");
    await().until(() -> launch.err().contains("Pending"));
    server.client().resources(Guest.class).inNamespace("lab").withName("hello").delete();

    assertEquals(1, launch.exit());
    assertTrue(launch.err().contains("error: guest hello was deleted"), launch.err());
  }

  @Test
  void waitsNoLongerThanAsked() throws IOException {
    var launch = run("launch busybox --name hello --wait-timeout 1s");

    assertEquals(1, launch.exit());
    assertTrue(
        launch
            .err()
            .contains("error: guest hello is not running after 1s (Pending); delete it with"),
        launch.err());
  }

  @Test
  void detachedItWaitsOnlyIfAsked() throws IOException {
    var launch = start("launch busybox --name hello --detach --wait-timeout 1m");
    await().until(() -> launch.err().contains("Pending"));
    server.status("lab", "hello", RUNNING);

    assertEquals(0, launch.exit());
    assertEquals("hello\n", launch.out());
  }

  @Test
  void startWaitsIfAsked() throws IOException {
    run("launch busybox --name hello --detach");
    var start = start("start hello --wait");
    await().until(() -> start.err().contains("Pending"));
    server.status("lab", "hello", RUNNING);

    assertEquals(0, start.exit());
    assertTrue(start.err().endsWith("guest hello runs\n"), start.err());
  }

  private Guest guest() {
    return server.client().resources(Guest.class).inNamespace("lab").withName("hello").get();
  }

  private Invocation run(String line) throws IOException {
    var invocation = start(line);
    await().until(invocation::isOver);
    return invocation;
  }

  private Invocation start(String line) throws IOException {
    return Invocation.start(
        InputStream.nullInputStream(),
        Invocation.kubeconfig(directory, server.url(), line.strip().split(" +")));
  }
}
