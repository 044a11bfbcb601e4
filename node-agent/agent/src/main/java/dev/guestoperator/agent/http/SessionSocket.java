package dev.guestoperator.agent.http;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * A client's WebSocket for virtual threads, one that receives and one that sends. What is not
 * received here is not read from the network, but for a few messages; what is sent has been taken
 * by the network.
 */
final class SessionSocket {
  private static final Logger LOG = Logger.getLogger(SessionSocket.class);
  private static final Duration PING = Duration.ofSeconds(15);
  private static final Duration SILENCE = Duration.ofSeconds(45);
  private static final Buffer NO_DATA = Buffer.buffer();
  private static final short NORMAL = 1000;

  /** Messages that wait to be received. */
  private static final int AHEAD = 8;

  private final ServerWebSocket socket;
  private final Context context = Vertx.currentContext();

  /** Bounded by pausing the socket; what it has at hand then still comes. */
  private final BlockingQueue<Channels.Message> received = new LinkedBlockingQueue<>();

  private final Consumer<SessionSocket> ended;
  private final AtomicBoolean finished = new AtomicBoolean();
  private long heardAt = System.nanoTime();
  private volatile boolean paused;
  private volatile boolean sending;

  /**
   * On the event loop of the socket, as all that is private here.
   *
   * @param ended told when the client is gone
   */
  SessionSocket(ServerWebSocket socket, Consumer<SessionSocket> ended) {
    this.socket = socket;
    this.ended = ended;
  }

  /**
   * Begins to read.
   *
   * @param closed told when the client is gone, on the event loop
   */
  void open(Runnable closed) {
    var pings = context.owner().setPeriodic(PING.toMillis(), _ -> ping());
    socket.binaryMessageHandler(this::take);
    socket.pongHandler(_ -> heardAt = System.nanoTime());
    socket.exceptionHandler(gone -> LOG.debugf("A session broke off: %s", gone.getMessage()));
    socket.closeHandler(
        _ -> {
          context.owner().cancelTimer(pings);
          received.add(new Channels.Message.Gone());
          ended.accept(this);
          closed.run();
        });
  }

  private void take(Buffer message) {
    heardAt = System.nanoTime();
    received.add(Channels.parse(message));
    if (!paused && received.size() >= AHEAD) {
      paused = true;
      socket.pause();
    }
  }

  /** Waits for what the client says next. */
  Channels.Message receive() throws InterruptedException {
    var message = received.take();
    if (paused && received.size() < AHEAD / 2) {
      context.runOnContext(_ -> goOn());
    }
    return message;
  }

  private void goOn() {
    if (paused) {
      paused = false;
      heardAt = System.nanoTime();
      socket.resume();
    }
  }

  /** A peer that is not read, or does not read, cannot answer; TCP knows whether it is there. */
  private void ping() {
    if (sending || paused) {
      heardAt = System.nanoTime();
    } else if (System.nanoTime() - heardAt > SILENCE.toNanos()) {
      socket.close();
    } else {
      socket.writePing(NO_DATA);
    }
  }

  /**
   * Sends, and waits until the network took it.
   *
   * @throws IOException if the client is gone
   */
  void send(Buffer message) throws IOException {
    sending = true;
    try {
      Writes.await(socket.writeBinaryMessage(message));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("The session is over").initCause(e);
    } finally {
      sending = false;
    }
  }

  /** Ends the session, if nothing has yet. */
  void finish(LastWord word) throws IOException {
    if (finished.compareAndSet(false, true)) {
      send(Channels.end(word));
      socket.close(NORMAL);
    }
  }

  /** The same from outside of the session, which sees its client go. */
  void endEarly(LastWord word) {
    try {
      finish(word);
    } catch (IOException gone) {
      LOG.debugf("A session broke off: %s", gone.getMessage());
    }
  }
}
