package dev.guestoperator.agent.vmm.qemu;

import static dev.guestoperator.agent.interrupt.InterruptLine.Outcome.TAKEN;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.guestoperator.agent.api.BoundedLines;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a QEMU and a guest that this test plays. */
class QemuInterruptsTest {
  @TempDir private Path directory;
  private QemuInterrupts interrupts;

  @BeforeEach
  void listen() throws Exception {
    var me = (int) Files.getAttribute(directory, "unix:uid");
    interrupts = QemuInterrupts.bind(directory, Set.of(3, 5), me);
  }

  @AfterEach
  void end() throws Exception {
    interrupts.close();
  }

  @Test
  void aGuestThatReportsWhatNobodyRaisedIsCutOffAndMayDialAgain() throws Exception {
    try (var flood = dial("taken.sock")) {
      assertThrows(
          IOException.class,
          () -> {
            for (var i = 0; i < 100_000; i++) {
              flood.write(ByteBuffer.allocate(64));
            }
          });
    }
    raisesAndTakes();
  }

  @Test
  void aReportOfAnotherLineIsNotTaken() throws Exception {
    raisesAndTakes((byte) 3, (byte) 4, (byte) -1);
  }

  @Test
  void withoutQemuNothingIsRaised() {
    var refused = assertThrows(IOException.class, () -> interrupts.lines().get(5).raise());

    assertEquals("QEMU is not connected", refused.getMessage());
  }

  @Test
  void whoRaisesWaitsUntilQemuDialsAgain() throws Exception {
    var line = interrupts.lines().get(5);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var raised = threads.submit(() -> line.raise());
      await().until(() -> line.requestedCount() == 1);

      try (var qtest = dial("qtest.sock");
          var taken = dial("taken.sock")) {
        Thread.ofVirtual().start(() -> play(qtest, taken, new byte[0]));
        assertEquals(TAKEN, raised.get());
      }
    }
  }

  @Test
  void nothingIsSentWhoseReportWouldBeLost() throws Exception {
    try (var qtest = dial("qtest.sock")) {
      assertThrows(IOException.class, () -> interrupts.lines().get(5).raise());

      interrupts.close();

      assertEquals(-1, qtest.read(ByteBuffer.allocate(1)));
    }
  }

  private void raisesAndTakes(byte... before) throws Exception {
    try (var qtest = dial("qtest.sock");
        var taken = dial("taken.sock")) {
      Thread.ofVirtual().start(() -> play(qtest, taken, before));
      assertEquals(TAKEN, interrupts.lines().get(5).raise());
    }
    assertEquals(1, interrupts.lines().get(5).takenCount());
    assertEquals(0, interrupts.lines().get(3).takenCount());
  }

  /** Takes one interrupt of line 5. */
  private static void play(SocketChannel qtest, SocketChannel taken, byte[] before) {
    try {
      var commands = new BoundedLines(Channels.newInputStream(qtest), 256);
      for (var i = 0; i < 2; i++) {
        commands.next();
        qtest.write(ByteBuffer.wrap("OK\n".getBytes(US_ASCII)));
      }
      taken.write(ByteBuffer.wrap(before));
      taken.write(ByteBuffer.wrap(new byte[] {5}));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private SocketChannel dial(String socket) throws IOException {
    return SocketChannel.open(UnixDomainSocketAddress.of(directory.resolve(socket)));
  }
}
