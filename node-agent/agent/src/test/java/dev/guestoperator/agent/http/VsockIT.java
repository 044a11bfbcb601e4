package dev.guestoperator.agent.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestoperator.agent.DesiredGuests;
import dev.guestoperator.agent.VsockGuests;
import dev.guestoperator.agent.api.DesiredGuest.Listener;
import dev.guestoperator.agent.api.VsockReport;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Sessions over vsock with a Linux guest on real QEMU. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class VsockIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final DesiredGuests GUEST = DesiredGuests.on("busybox").mib(256);
  private static final int LARGE = 10 << 20;

  private static AgentProcess agent;
  private static TestOperator operator;

  @BeforeAll
  static void start(@TempDir Path directory) throws Exception {
    agent = new AgentProcess();
    agent.start();
    operator = agent.operator();
    operator.put(VsockGuests.with(GUEST, 1));
    awaitReady();
    GuestPeer.start(operator, GUEST.uid(), directory);
  }

  @AfterAll
  static void stop() throws Exception {
    operator.close();
    agent.close();
  }

  private static void awaitReady() {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertEquals(
                    new VsockReport(VsockReport.State.READY, null),
                    operator.guest(GUEST.uid()).vsock()));
    await()
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(CompletionException.class)
        .until(
            () -> {
              operator.exec(GUEST.uid(), "", "true").close();
              return true;
            });
  }

  @Test
  void aProgramHasItsStreamsAndItsCode() throws Exception {
    try (var session =
        operator.exec(GUEST.uid(), "", "sh", "-c", "echo out; echo err >&2; exit 7")) {
      end(session);
      assertEquals("out\n", session.output());
      assertEquals("err\n", session.errors());
      assertEquals("NonZeroExitCode", session.status().get("reason").asText());
      assertEquals("7", session.status().at("/details/causes/0/message").asText());
    }
  }

  @Test
  void aProgramTakesALargeInputAndItsEnd() throws Exception {
    var bytes = random(LARGE);
    try (var session = operator.exec(GUEST.uid(), "", "cat")) {
      session.send(bytes);
      session.endInput();
      end(session);
      assertArrayEquals(bytes, session.bytes());
      assertEquals("Success", session.status().get("status").asText());
    }
  }

  @Test
  void aClientThatStallsHoldsUpNobody() throws Exception {
    try (var stalled = operator.exec(GUEST.uid(), "", "yes")) {
      stalled.stall();
      aProgramTakesALargeInputAndItsEnd();
      stalled.goOn();
      var seen = stalled.bytes().length;
      await().atMost(PATIENCE).until(() -> stalled.bytes().length > seen);
    }
  }

  @Test
  void aProgramWithoutInputSeesItsEndAtOnce() throws Exception {
    try (var session = operator.exec(GUEST.uid(), "stdin=false", "cat")) {
      end(session);
      assertEquals("Success", session.status().get("status").asText());
    }
  }

  @Test
  void aProgramHasWhatItIsGiven() throws Exception {
    var query = "env=GREETING%3Dhi%20there&cwd=/tmp&user=nobody";
    try (var session =
        operator.exec(GUEST.uid(), query, "sh", "-c", "pwd; id -un; echo $GREETING")) {
      end(session);
      assertEquals("/tmp\nnobody\nhi there\n", session.output());
    }
  }

  @Test
  void aTerminalHasItsSizes() throws Exception {
    var query = "tty=true&rows=24&columns=80";
    try (var session = operator.exec(GUEST.uid(), query)) {
      session.type("stty size\n");
      await().atMost(PATIENCE).until(() -> session.output().contains("24 80"));
      session.resize(50, 132);
      session.type("stty size; exit 3\n");
      end(session);
      assertTrue(session.output().contains("50 132"), session.output());
      assertEquals("3", session.status().at("/details/causes/0/message").asText());
    }
  }

  @Test
  void refusalsAreAnswers() {
    assertEquals(422, refusal(() -> operator.exec(GUEST.uid(), "user=nobody-knows", "true")));
    assertEquals(400, refusal(() -> operator.exec(GUEST.uid(), "tty=perhaps", "true")));
    assertEquals(502, refusal(() -> connect(12345)));
    assertEquals(400, refusal(() -> connect(1L << 32)));
    assertEquals(
        404, refusal(() -> operator.exec("00000000-0000-0000-0000-000000000000", "", "true")));
  }

  @Test
  void aConnectionEndsInBothDirections() throws Exception {
    var bytes = random(1_000_003);
    try (var session = connect(GuestPeer.ECHO)) {
      session.send(bytes);
      session.endInput();
      end(session);
      assertArrayEquals(bytes, session.bytes());
      assertEquals("Success", session.status().get("status").asText());
    }
  }

  @Test
  void aClientListensForOneGuest() throws Exception {
    try (var listener = operator.open("/v1/environments/0/portforward?port=9000")) {
      assertEquals(409, refusal(() -> operator.open("/v1/environments/0/portforward?port=9000")));
      try (var caller = relay(2, 9000)) {
        await().atMost(PATIENCE).until(listener::isConnected);
        caller.type("from the guest");
        await().atMost(PATIENCE).until(() -> listener.output().equals("from the guest"));
        caller.endInput();
        await().atMost(PATIENCE).until(listener::outputEnded);
        // The other direction goes on.
        listener.type("and back");
        await().atMost(PATIENCE).until(() -> caller.output().equals("and back"));
        listener.endInput();
        end(listener);
        end(caller);
      }
    }
    // The port is free again.
    operator.open("/v1/environments/0/portforward?port=9000").close();
  }

  @Test
  void aProcessOfTheNodeServesAPort() throws Exception {
    operator.put(VsockGuests.with(GUEST, 2, new Listener(7000, "logs")));
    var path = agent.state.resolve("environments/0/listeners/logs");
    try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(path));
      try (var caller = relay(2, 7000);
          var accepted = server.accept()) {
        caller.type("log line");
        assertEquals("log line", read(accepted, 8));
      }
    }
    operator.put(VsockGuests.with(GUEST, 3));
    try (var caller = relay(2, 7000)) {
      end(caller);
    }
  }

  @Test
  void toolsOfTheNodeUseTheGuestsSocket() throws Exception {
    var path = agent.state.resolve("environments/0/guests/3");
    try (var tool = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      tool.write(ByteBuffer.wrap("CONNECT 7\n".getBytes(UTF_8)));
      assertTrue(read(tool, 9).startsWith("OK "));
    }
  }

  @Test
  @Order(Integer.MAX_VALUE)
  void theNextAgentServesTheSameGuest() throws Exception {
    var pid = agent.pid(GUEST.uid());
    try (var session = operator.exec(GUEST.uid(), "", "sleep", "1000")) {
      agent.kill();
      await().atMost(PATIENCE).until(session.closed()::isDone);
    }
    agent.start();
    awaitReady();

    try (var session = operator.exec(GUEST.uid(), "", "cat", "/tmp/log")) {
      end(session);
      assertEquals("vsock peer is ready\n", session.output());
    }
    // Who listened still does.
    aConnectionEndsInBothDirections();
    assertEquals(pid, agent.pid(GUEST.uid()));
  }

  private static Session connect(long port) {
    return operator.open("/v1/guests/%s/portforward?port=%d".formatted(GUEST.uid(), port));
  }

  /** Has the guest connect somewhere. */
  private static Session relay(int cid, int port) {
    var session = connect(GuestPeer.RELAY);
    var address = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putInt(cid).putInt(port);
    session.send(address.array());
    return session;
  }

  private static String read(SocketChannel channel, int count) throws IOException {
    var buffer = ByteBuffer.allocate(count);
    while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
      // More is to come.
    }
    return new String(buffer.array(), 0, buffer.position(), UTF_8);
  }

  private static void end(Session session) throws Exception {
    assertEquals(1000, session.closed().get(2, TimeUnit.MINUTES));
  }

  private interface Opening {
    Session open();
  }

  private static int refusal(Opening opening) {
    var failed = assertThrows(CompletionException.class, () -> opening.open().close());
    var handshake = assertInstanceOf(WebSocketHandshakeException.class, failed.getCause());
    return handshake.getResponse().statusCode();
  }

  private static byte[] random(int size) {
    var bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }
}
