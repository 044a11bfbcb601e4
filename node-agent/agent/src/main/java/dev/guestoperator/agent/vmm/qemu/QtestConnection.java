package dev.guestoperator.agent.vmm.qemu;

import dev.guestoperator.agent.api.BoundedLines;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The agent's end of QEMU's qtest protocol (system/qtest.c in QEMU): a line is a command, a line is
 * its answer. It reads and writes all of a guest's memory and ports; nothing but the level of an
 * interrupt line is ever said here.
 */
final class QtestConnection implements Closeable {
  private static final int MAX_LINE = 256;
  private static final String LEVEL = "set_irq_in /machine/q35/ioapic unnamed-gpio-in %d %d\n";

  private final SocketChannel channel;
  private final Duration timeout;
  private final ReentrantLock turn = new ReentrantLock();
  private final CompletableFuture<String> end = new CompletableFuture<>();
  private volatile CompletableFuture<String> awaited = new CompletableFuture<>();

  /**
   * @param timeout for the answer to a command
   */
  QtestConnection(SocketChannel channel, Duration timeout) {
    this.channel = channel;
    this.timeout = timeout;
  }

  /**
   * Reads answers until the peer closes the connection.
   *
   * @throws IOException when the peer breaks the protocol or the connection
   */
  void run() throws IOException {
    try (this) {
      var lines = new BoundedLines(Channels.newInputStream(channel), MAX_LINE);
      for (var line = lines.next(); line != null; line = lines.next()) {
        if (!awaited.complete(new String(line, StandardCharsets.US_ASCII))) {
          throw new IOException("an answer that nobody asked for");
        }
      }
    } finally {
      end.completeExceptionally(new IOException("QEMU closed the connection"));
    }
  }

  /**
   * Raises a line of the I/O APIC and lowers it.
   *
   * @throws IOException when QEMU refuses, does not answer or is gone; the connection is closed
   *     then
   */
  void pulse(int line) throws IOException, InterruptedException {
    turn.lockInterruptibly();
    try {
      command(LEVEL.formatted(line, 1));
      command(LEVEL.formatted(line, 0));
    } catch (IOException | InterruptedException e) {
      close();
      throw e;
    } finally {
      turn.unlock();
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private void command(String text) throws IOException, InterruptedException {
    var answer = new CompletableFuture<String>();
    awaited = answer;
    var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
    var said = within(answer);
    if (!said.equals("OK")) {
      throw new IOException("qtest says " + said);
    }
  }

  private String within(CompletableFuture<String> answer) throws IOException, InterruptedException {
    try {
      return (String)
          CompletableFuture.anyOf(answer, end).get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new IOException("QEMU does not answer", e);
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    }
  }
}
