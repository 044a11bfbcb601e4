package dev.guestoperator.operator.gateway;

import static org.awaitility.Awaitility.await;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A client that sends as much as is taken, and when a sender that is not read has come to a halt.
 */
final class Flood {
  /** Bytes that are in buffers of the kernel, of TLS and of Vert.x on the way, at most. */
  static final long MOST_UNDER_WAY = 48L * 1024 * 1024;

  private Flood() {}

  /** Begins to send on stdin, and counts what is taken. */
  static AtomicLong from(WebSocket client) {
    var taken = new AtomicLong();
    // On the event loop, or the queue may drain between its check and the handler.
    client.writePing(Buffer.buffer()).onSuccess(begun -> send(client, taken, 0));
    return taken;
  }

  private static void send(WebSocket client, AtomicLong taken, int from) {
    client.drainHandler(null);
    for (int i = from; i < SessionAgent.FLOOD_MESSAGES && !client.isClosed(); i++) {
      if (client.writeQueueFull()) {
        int next = i;
        client.drainHandler(drained -> send(client, taken, next));
        return;
      }
      client.write(SessionAgent.floodMessage(i).setByte(0, (byte) 0));
      taken.addAndGet(SessionAgent.FLOOD_CHUNK);
    }
  }

  static void awaitStill(AtomicLong taken) {
    var before = new AtomicLong(-1);
    await()
        .pollInterval(Duration.ofSeconds(1))
        .atMost(Duration.ofSeconds(60))
        .until(() -> taken.get() > 0 && before.getAndSet(taken.get()) == taken.get());
  }
}
