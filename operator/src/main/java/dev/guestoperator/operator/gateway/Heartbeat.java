package dev.guestoperator.operator.gateway;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocketBase;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Pings a peer and tells when it is gone. A peer that is only slow is not: while frames wait for
 * it, or it is not read because the other side is slow, its pongs are stuck behind data.
 */
final class Heartbeat {
  private final Vertx vertx;
  private final WebSocketBase peer;
  private final long silenceNanos;
  private final BooleanSupplier unread;
  private final Runnable silent;
  private final long timer;
  private long heardAt = System.nanoTime();

  Heartbeat(
      Vertx vertx,
      WebSocketBase peer,
      Duration ping,
      Duration silence,
      BooleanSupplier unread,
      Runnable silent) {
    this.vertx = vertx;
    this.peer = peer;
    this.silenceNanos = silence.toNanos();
    this.unread = unread;
    this.silent = silent;
    peer.pongHandler(pong -> heard());
    timer = vertx.setPeriodic(ping.toMillis(), tick -> beat());
  }

  void heard() {
    heardAt = System.nanoTime();
  }

  void stop() {
    vertx.cancelTimer(timer);
  }

  private void beat() {
    if (peer.isClosed()) {
      return;
    }
    if (unread.getAsBoolean() || peer.writeQueueFull()) {
      heard();
    }
    if (System.nanoTime() - heardAt > silenceNanos) {
      silent.run();
    } else if (!peer.writeQueueFull()) {
      // Also to a peer that is not read: the kernel of one that is gone answers with a reset.
      peer.writePing(Buffer.buffer());
    }
  }
}
