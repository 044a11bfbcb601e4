package dev.guestoperator.agent.vmm.qemu;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestoperator.agent.api.BoundedLines;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QtestConnectionTest {
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  @TempDir private Path directory;
  private SocketChannel agent;
  private SocketChannel qemu;
  private BoundedLines fromAgent;

  @BeforeEach
  void connect() throws Exception {
    var address = UnixDomainSocketAddress.of(directory.resolve("s"));
    try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(address)) {
      qemu = SocketChannel.open(address);
      agent = server.accept();
    }
    fromAgent = new BoundedLines(Channels.newInputStream(qemu), 256);
  }

  @AfterEach
  void end() throws Exception {
    qemu.close();
    agent.close();
    threads.close();
  }

  @Test
  void raisesAndLowersTheLine() throws Exception {
    var qtest = connection(Duration.ofMinutes(1));
    var heard = answer("OK", "OK");

    qtest.pulse(7);

    assertEquals(
        List.of(
            "set_irq_in /machine/q35/ioapic unnamed-gpio-in 7 1",
            "set_irq_in /machine/q35/ioapic unnamed-gpio-in 7 0"),
        heard.get());
    assertTrue(agent.isOpen());
  }

  @Test
  void aRefusalEndsTheConnection() {
    var qtest = connection(Duration.ofMinutes(1));
    answer("FAIL Unknown device");

    var refused = assertThrows(IOException.class, () -> qtest.pulse(7));

    assertEquals("qtest says FAIL Unknown device", refused.getMessage());
    assertFalse(agent.isOpen());
  }

  @Test
  void silenceEndsTheConnection() {
    var qtest = connection(Duration.ofMillis(1));

    assertThrows(IOException.class, () -> qtest.pulse(7));

    assertFalse(agent.isOpen());
  }

  @Test
  void anEndlessAnswerEndsTheConnection() throws Exception {
    connection(Duration.ofMinutes(1));

    qemu.write(ByteBuffer.allocate(1000));

    await().until(() -> !agent.isOpen());
  }

  @Test
  void aPeerThatHangsUpFailsTheOneWhoWaits() {
    var qtest = connection(Duration.ofMinutes(1));
    threads.submit(
        () -> {
          hear();
          qemu.close();
          return null;
        });

    assertThrows(IOException.class, () -> qtest.pulse(7));
  }

  private QtestConnection connection(Duration timeout) {
    var qtest = new QtestConnection(agent, timeout);
    threads.submit(
        () -> {
          qtest.run();
          return null;
        });
    return qtest;
  }

  /** What QEMU says to one command after another. */
  private Future<List<String>> answer(String... answers) {
    return threads.submit(
        () -> {
          var heard = new ArrayList<String>();
          for (var answer : answers) {
            heard.add(hear());
            qemu.write(ByteBuffer.wrap((answer + "\n").getBytes(US_ASCII)));
          }
          return heard;
        });
  }

  private String hear() throws IOException {
    return new String(fromAgent.next(), US_ASCII);
  }
}
