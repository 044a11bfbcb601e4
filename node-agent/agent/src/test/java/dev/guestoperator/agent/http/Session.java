package dev.guestoperator.agent.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** One end of an attached session. */
public final class Session implements WebSocket.Listener, AutoCloseable {
  private static final int PIECE = 32_000;

  private final ByteArrayOutputStream message = new ByteArrayOutputStream();
  private final ByteArrayOutputStream output = new ByteArrayOutputStream();
  private final CompletableFuture<Integer> closed = new CompletableFuture<>();
  private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
  private final Set<Byte> ended = new HashSet<>();
  private boolean connected;
  private JsonNode status;
  private boolean stalled;
  private WebSocket socket;

  static Session open(HttpClient http, URI uri) {
    var session = new Session();
    session.socket =
        http.newWebSocketBuilder()
            .subprotocols("v5.channel.k8s.io")
            .buildAsync(uri, session)
            .join();
    return session;
  }

  /** Input, in messages that are not too long. */
  void send(byte[] bytes) {
    for (var at = 0; at < bytes.length; at += PIECE) {
      send(0, Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + PIECE)));
    }
  }

  void resize(int rows, int columns) {
    var size = "{\"Width\":%d,\"Height\":%d}".formatted(columns, rows);
    send(4, size.getBytes(StandardCharsets.UTF_8));
  }

  public void type(String text) {
    send(0, text.getBytes(StandardCharsets.UTF_8));
  }

  void endInput() {
    send(255, new byte[] {0});
  }

  private void send(int channel, byte[] bytes) {
    var frame = ByteBuffer.allocate(1 + bytes.length).put((byte) channel).put(bytes).flip();
    socket.sendBinary(frame, true).join();
  }

  /** Reads nothing any more until {@link #goOn}. */
  synchronized void stall() {
    stalled = true;
  }

  synchronized void goOn() {
    stalled = false;
    socket.request(1);
  }

  /** All that was shown so far. */
  public synchronized String output() {
    return output.toString(StandardCharsets.ISO_8859_1);
  }

  synchronized byte[] bytes() {
    return output.toByteArray();
  }

  synchronized String errors() {
    return errors.toString(StandardCharsets.ISO_8859_1);
  }

  /** Whether the output has ended while the session went on. */
  synchronized boolean outputEnded() {
    return ended.contains((byte) 1);
  }

  /** Whether there was a message of output, be it empty. */
  synchronized boolean isConnected() {
    return connected;
  }

  synchronized JsonNode status() {
    return status;
  }

  /** The code of the close frame, once there was one. */
  CompletableFuture<Integer> closed() {
    return closed;
  }

  @Override
  public synchronized CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
    while (data.hasRemaining()) {
      message.write(data.get());
    }
    if (last) {
      received(message.toByteArray());
      message.reset();
    }
    if (!stalled) {
      from.request(1);
    }
    return null;
  }

  private void received(byte[] bytes) {
    switch (bytes[0]) {
      case 1 -> {
        connected = true;
        output.write(bytes, 1, bytes.length - 1);
      }
      case 2 -> errors.write(bytes, 1, bytes.length - 1);
      case (byte) 255 -> ended.add(bytes[1]);
      case 3 -> status = parse(bytes);
      default -> throw new AssertionError("channel " + bytes[0]);
    }
  }

  private static JsonNode parse(byte[] bytes) {
    try {
      return TestOperator.JSON.readTree(bytes, 1, bytes.length - 1);
    } catch (java.io.IOException malformed) {
      throw new AssertionError(malformed);
    }
  }

  @Override
  public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
    closed.complete(code);
    return null;
  }

  @Override
  public void onError(WebSocket from, Throwable error) {
    closed.completeExceptionally(error);
  }

  @Override
  public void close() {
    socket.abort();
  }
}
