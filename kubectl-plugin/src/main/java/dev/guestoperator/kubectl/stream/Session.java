package dev.guestoperator.kubectl.stream;

import dev.guestoperator.kubectl.terminal.WindowSize;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One session on {@code v5.channel.k8s.io}. The next message is asked for only when the last one is
 * written, and sending waits until the network has taken what was sent; so neither side buffers
 * more than one message.
 */
public final class Session implements WebSocket.Listener, AutoCloseable {
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(1);

  /**
   * How a dead connection is told from a silent one.
   *
   * @param pingEvery how often the peer is asked for a sign of life
   * @param silenceLimit without any sign of life after which the session is lost
   */
  record Liveness(Duration pingEvery, Duration silenceLimit) {
    static final Liveness DEFAULT = new Liveness(Duration.ofSeconds(15), Duration.ofSeconds(60));
  }

  /** Something that input comes from. */
  public interface Source {
    void writeTo(OutputStream input) throws IOException;
  }

  private final Liveness liveness;
  private final CompletableFuture<SessionEnd> end = new CompletableFuture<>();
  private final CompletableFuture<WebSocket> socket = new CompletableFuture<>();
  private final CompletableFuture<Boolean> spoken = new CompletableFuture<>();
  private final Lock sending = new ReentrantLock();
  private final OutputStream input = new SessionInput(this::sendMessage);
  private final Inbox inbox;
  private volatile long heard = System.nanoTime();
  private volatile long written = System.nanoTime();
  private volatile boolean busy;

  Session(OutputStream out, OutputStream err, Liveness liveness) {
    this.liveness = liveness;
    this.inbox = new Inbox(out, err);
    end.thenRun(() -> spoken.complete(false));
  }

  /** Where input goes; to be closed at its end. */
  public OutputStream input() {
    return input;
  }

  /** Sends input from a thread of its own, and then says that it has ended. */
  public void feed(Source source) {
    Thread.ofPlatform().daemon().name("input").start(() -> send(source));
  }

  private void send(Source source) {
    try {
      source.writeTo(input);
      input.close();
    } catch (IOException e) {
      broken(e.getMessage());
    }
  }

  /** Tells the size of the window to the terminal in the guest. */
  public void resize(WindowSize window) throws IOException {
    var json = "{\"Width\":%d,\"Height\":%d}".formatted(window.columns(), window.rows());
    var payload = json.getBytes(StandardCharsets.UTF_8);
    sendMessage(ByteBuffer.allocate(payload.length + 1).put(Channel.RESIZE.id).put(payload).flip());
  }

  /** Waits for the first message of output, even an empty one; false if the session ends before. */
  public boolean hasOutput() {
    return spoken.join();
  }

  /** Ends the session from this side. */
  public void leave() {
    end.complete(new SessionEnd.Left());
  }

  /** Input could not be passed on: what ended the session is about to be told, or it is lost. */
  public void broken(String reason) {
    end.completeOnTimeout(
        new SessionEnd.Lost(reason), CLOSE_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Waits until the session ends or, with false, until the guest was silent for so long. */
  public boolean endsBeforeSilenceOf(Duration limit) throws InterruptedException {
    var from = System.nanoTime();
    while (true) {
      var rest = limit.toNanos() - (System.nanoTime() - Math.max(from, written));
      if (rest <= 0) {
        return false;
      }
      if (endsWithin(rest)) {
        return true;
      }
    }
  }

  /** Waits for the end; a peer that does not answer to pings for too long counts as lost. */
  public SessionEnd await() throws InterruptedException {
    while (!endsWithin(liveness.pingEvery.toNanos())) {
      // While output is being written nothing is read, so nothing can be heard either.
      if (!busy && System.nanoTime() - heard > liveness.silenceLimit.toNanos()) {
        end.complete(new SessionEnd.Lost("no sign of life"));
      }
      // A ping that is still pending from last time says as much as this one would.
      socket.join().sendPing(ByteBuffer.allocate(0));
    }
    return end.join();
  }

  @Override
  public void onOpen(WebSocket webSocket) {
    socket.complete(webSocket);
    webSocket.request(1);
  }

  @Override
  public CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer part, boolean last) {
    busy = true;
    try {
      var ended = inbox.accept(part, last);
      if (inbox.hasOutput()) {
        spoken.complete(true);
      }
      ended.ifPresent(end::complete);
    } catch (IOException e) {
      end.complete(new SessionEnd.Unwritable("cannot write the guest's output: " + e.getMessage()));
    }
    written = System.nanoTime();
    heard = written;
    busy = false;
    webSocket.request(1);
    return null;
  }

  @Override
  public CompletionStage<?> onPing(WebSocket webSocket, ByteBuffer message) {
    heard = System.nanoTime();
    return WebSocket.Listener.super.onPing(webSocket, message);
  }

  @Override
  public CompletionStage<?> onPong(WebSocket webSocket, ByteBuffer message) {
    heard = System.nanoTime();
    return WebSocket.Listener.super.onPong(webSocket, message);
  }

  @Override
  public CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
    end.complete(new SessionEnd.Lost("closed with code " + code));
    return null;
  }

  @Override
  public void onError(WebSocket webSocket, Throwable error) {
    end.complete(new SessionEnd.Lost(String.valueOf(error.getMessage())));
  }

  /** Says good-bye, and waits at most a second for that to leave. */
  @Override
  public void close() {
    var open = socket.join();
    open.sendClose(WebSocket.NORMAL_CLOSURE, "")
        .orTimeout(CLOSE_LIMIT.toMillis(), TimeUnit.MILLISECONDS)
        .handle((sent, failed) -> sent)
        .join();
    open.abort();
  }

  /** The JDK takes one message at a time. */
  private void sendMessage(ByteBuffer message) throws IOException {
    sending.lock();
    try {
      socket.join().sendBinary(message, true).join();
    } catch (CompletionException e) {
      throw new IOException("the session is over", e.getCause());
    } finally {
      sending.unlock();
    }
  }

  private boolean endsWithin(long nanos) throws InterruptedException {
    try {
      end.get(nanos, TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("the end of a session is never an exception", e);
    }
  }
}
