package dev.guestoperator.agent.vmm.qemu;

import com.fasterxml.jackson.databind.JsonNode;
import dev.guestoperator.agent.api.BoundedLines;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The agent's end of a QMP connection. Whatever the peer does, {@link #run} returns or throws in
 * the end, and every command is answered or fails.
 */
final class QmpConnection implements Closeable {
  /** In the directory of the machine. */
  static final String SOCKET = "qmp.sock";

  private static final int MAX_LINE = 1 << 20;
  private static final int MAX_PENDING = 32;

  /** Hears of a connection; called by the thread in {@link #run}. */
  interface Handler {
    /** QEMU has greeted and takes commands. */
    void ready(QmpConnection connection);

    void happened(QmpConnection connection, QmpEvent event);
  }

  private final SocketChannel channel;
  private final Duration timeout;
  private final AtomicLong ids = new AtomicLong();
  private final Map<Long, CompletableFuture<JsonNode>> pending = new ConcurrentHashMap<>();
  private final CompletableFuture<JsonNode> greeting = new CompletableFuture<>();
  private final ReentrantLock writing = new ReentrantLock();

  /**
   * @param timeout for the greeting and for the answer to a command
   */
  QmpConnection(SocketChannel channel, Duration timeout) {
    this.channel = channel;
    this.timeout = timeout;
  }

  /**
   * Negotiates, then tells the handler what happens until the peer closes the connection.
   *
   * @throws IOException when the peer breaks the protocol or the connection
   */
  void run(Handler handler) throws IOException {
    try (this) {
      within(timeout, greeting)
          .thenCompose(_ -> execute("qmp_capabilities"))
          .whenComplete((_, failure) -> negotiated(handler, failure));
      var lines = new BoundedLines(Channels.newInputStream(channel), MAX_LINE);
      for (var line = lines.next(); line != null; line = lines.next()) {
        dispatch(QmpMessage.parse(line), handler);
      }
    } finally {
      var closed = new QmpException("QEMU closed the connection");
      greeting.completeExceptionally(closed);
      pending.values().forEach(answer -> answer.completeExceptionally(closed));
    }
  }

  /** Sends a command without arguments. */
  CompletableFuture<JsonNode> execute(String command) {
    return execute(command, Map.of());
  }

  /** Sends a command. */
  CompletableFuture<JsonNode> execute(String command, Map<String, ?> arguments) {
    if (pending.size() >= MAX_PENDING) {
      return CompletableFuture.failedFuture(new QmpException("too many commands are unanswered"));
    }
    var id = ids.incrementAndGet();
    var answer = new CompletableFuture<JsonNode>();
    pending.put(id, answer);
    answer.whenComplete((_, _) -> pending.remove(id));
    try {
      write(
          QmpMessage.JSON.writeValueAsBytes(
              Map.of("execute", command, "arguments", arguments, "id", id)));
    } catch (IOException e) {
      answer.completeExceptionally(e);
    }
    return within(timeout, answer);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private void dispatch(QmpMessage message, Handler handler) {
    switch (message) {
      case QmpMessage.Greeting _ -> greeting.complete(null);
      case QmpMessage.Answer(var id, var value) -> answer(id).complete(value);
      case QmpMessage.Failure(var id, var description) ->
          answer(id).completeExceptionally(new QmpException(description));
      case QmpMessage.Happened(var event) -> handler.happened(this, event);
    }
  }

  private CompletableFuture<JsonNode> answer(long id) {
    return pending.getOrDefault(id, new CompletableFuture<>());
  }

  private void negotiated(Handler handler, Throwable failure) {
    if (failure == null) {
      handler.ready(this);
    } else {
      abandon();
    }
  }

  /** Closes the connection whatever state it is in. */
  void abandon() {
    try {
      close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(byte[] line) throws IOException {
    writing.lock();
    try {
      var buffer = ByteBuffer.allocate(line.length + 1).put(line).put((byte) '\n').flip();
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    } finally {
      writing.unlock();
    }
  }

  private static <T> CompletableFuture<T> within(Duration timeout, CompletableFuture<T> answer) {
    return answer.orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
  }
}
