package dev.guestoperator.operator.gateway;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** A client's end of a session. */
final class ClientEnd {
  private final WebSocket socket;
  private final Buffer kept = Buffer.buffer();
  private Consumer<Buffer> sink = kept::appendBuffer;
  private volatile Status status;
  private volatile int messages;

  /** Channels of the server that have ended while the session went on. */
  final List<Integer> ended = new CopyOnWriteArrayList<>();

  private volatile boolean closed;

  ClientEnd(WebSocket socket) {
    this.socket = socket;
    socket.binaryMessageHandler(this::message);
    socket.closeHandler(end -> closed = true);
  }

  WebSocket socket() {
    return socket;
  }

  /** Takes the output, first what has come already, instead of keeping it. */
  synchronized void output(Consumer<Buffer> sink) {
    sink.accept(kept);
    this.sink = sink;
  }

  void type(String text) {
    GatewayClient.join(socket.write(GatewayClient.message(0, text)));
  }

  void awaitOutput(String text) {
    await().atMost(Duration.ofSeconds(30)).until(() -> kept().equals(text));
  }

  private synchronized String kept() {
    return kept.toString();
  }

  /** Waits until something has come on stdout, be it nothing. */
  void awaitMessage() {
    await().atMost(Duration.ofSeconds(30)).until(() -> messages > 0);
  }

  int messages() {
    return messages;
  }

  /** Ends what the client says. */
  void halfClose() {
    GatewayClient.join(socket.write(Buffer.buffer(new byte[] {(byte) 255, 0})));
  }

  void awaitClosed() {
    await().atMost(Duration.ofSeconds(60)).until(() -> closed);
  }

  /** The Status that the session ended with, once it was closed as it should be. */
  Status end() {
    awaitClosed();
    var closeCode = socket.closeStatusCode();
    if (closeCode == null || closeCode != 1000 || status == null) {
      throw new AssertionError("Closed with " + closeCode + " after Status " + status);
    }
    return status;
  }

  private synchronized void message(Buffer message) {
    switch (message.getByte(0)) {
      case 1 -> {
        messages++;
        sink.accept(message.slice(1, message.length()));
      }
      case (byte) 255 -> ended.add((int) message.getByte(1));
      case 3 ->
          status = Serialization.unmarshal(message.getString(1, message.length()), Status.class);
      default -> throw new AssertionError("Channel " + message.getByte(0));
    }
  }
}
