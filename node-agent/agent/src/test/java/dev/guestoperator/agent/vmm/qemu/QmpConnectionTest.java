package dev.guestoperator.agent.vmm.qemu;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestoperator.agent.vmm.qemu.FakeQmp.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class QmpConnectionTest implements QmpConnection.Handler {
  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  private final List<QmpEvent> events = new CopyOnWriteArrayList<>();
  private final CompletableFuture<QmpConnection> ready = new CompletableFuture<>();
  private final CompletableFuture<Void> end = new CompletableFuture<>();
  private QemuListener listener;
  private FakeQmp qemu;

  @TempDir Path directory;

  @BeforeEach
  void listen() throws IOException {
    listener =
        QemuListener.bind(
            directory, QmpConnection.SOCKET, (int) Files.getAttribute(directory, "unix:uid"));
  }

  @AfterEach
  void close() throws IOException {
    listener.close();
    qemu.close();
  }

  @Test
  void negotiatesAndAsks() throws Exception {
    dial(Fault.NONE);

    var status = ready.join().execute("query-status").join();

    assertEquals("running", status.path("status").asText());
    assertEquals(List.of("qmp_capabilities", "query-status"), qemu.commands());
  }

  @Test
  void tellsWhatHappens() throws Exception {
    // Given
    dial(Fault.NONE);
    ready.join();

    // When
    qemu.send(
        "{\"event\": \"SHUTDOWN\", \"data\": {\"guest\": true, \"reason\": \"guest-shutdown\"}}");
    qemu.send("{\"event\": \"RESET\", \"data\": {\"guest\": true, \"reason\": \"guest-reset\"}}");
    qemu.send("{\"event\": \"STOP\"}");
    qemu.send("{\"event\": \"RESUME\"}");
    qemu.send("{\"event\": \"BALLOON_CHANGE\", \"data\": {\"actual\": 1}}");
    qemu.send("{\"event\": \"NEW_IN_QEMU_99\", \"data\": [1]}");
    qemu.close();

    // Then
    end.join();
    assertEquals(
        List.of(
            new QmpEvent.Shutdown(true, "guest-shutdown"),
            new QmpEvent.Reset(true, "guest-reset"),
            new QmpEvent.Stop(),
            new QmpEvent.Resume(),
            new QmpEvent.BalloonChange(),
            new QmpEvent.Other("NEW_IN_QEMU_99")),
        events);
  }

  @ParameterizedTest
  @EnumSource(
      names = {"NONE", "REFUSES_COMMANDS", "HANGS_UP_AT_ONCE", "HANGS_UP_IN_THE_MIDDLE_OF_A_LINE"},
      mode = Mode.EXCLUDE)
  void givesUpOnAPeerThatDoesNotNegotiate(Fault fault) throws Exception {
    dial(fault);

    assertThrows(CompletionException.class, end::join);

    assertTrue(!ready.isDone(), "it is not ready");
  }

  @ParameterizedTest
  @EnumSource(names = {"HANGS_UP_AT_ONCE", "HANGS_UP_IN_THE_MIDDLE_OF_A_LINE"})
  void endsWithItsPeer(Fault fault) throws Exception {
    dial(fault);

    await().until(end::isDone);
  }

  @Test
  void passesOnARefusal() throws Exception {
    dial(Fault.REFUSES_COMMANDS);

    var answer = ready.join().execute("system_powerdown");

    var failure = assertThrows(CompletionException.class, answer::join);
    assertEquals("not now", failure.getCause().getMessage());
  }

  @Test
  void failsEveryCommandWhenThePeerHangsUp() throws Exception {
    dial(Fault.NONE);
    var connection = ready.join();
    qemu.close();
    await().until(end::isDone);

    var answer = connection.execute("query-status");

    var failure = assertThrows(CompletionException.class, answer::join);
    assertTrue(!(failure.getCause() instanceof TimeoutException), "it fails at once");
  }

  @Override
  public void ready(QmpConnection connection) {
    ready.complete(connection);
  }

  @Override
  public void happened(QmpConnection connection, QmpEvent event) {
    events.add(event);
  }

  private void dial(Fault fault) throws IOException {
    qemu = FakeQmp.dial(directory.resolve(QmpConnection.SOCKET), fault);
    var connection = new QmpConnection(listener.accept(), TIMEOUT);
    Thread.ofVirtual().start(() -> run(connection));
  }

  private void run(QmpConnection connection) {
    try {
      connection.run(this);
      end.complete(null);
    } catch (IOException e) {
      end.completeExceptionally(e);
    }
  }
}
