package dev.guestoperator.operator.gateway;

import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocketBase;
import io.vertx.core.http.WebSocketFrame;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * The client's or an agent's side of a session. Made as soon as there is a socket, because a peer
 * may speak and close before the session is ready for it; nothing is read until it opens. One event
 * loop only.
 */
final class Side {
  /** What a side tells its session. */
  interface Events {
    /** A frame of data. */
    void frame(WebSocketFrame frame);

    /** The peer has closed, or its connection broke. */
    void left();

    /** The peer is connected and answers no ping. */
    void silent();
  }

  private static final Logger LOG = Logger.getLogger(Side.class);
  private static final short NORMAL = 1000;

  /** What Vert.x reports, if anything, for a connection that ended without a close frame. */
  private static final short NO_CLOSE_FRAME = 1006;

  private final Vertx vertx;
  private final WebSocketBase socket;
  private final Runnable cut;
  private final Duration linger;
  private Heartbeat heartbeat;
  private Events events;
  private WebSocketFrame held;
  private boolean opened;
  private boolean unread = true;
  private boolean hungUp;
  private long received;
  private long lingering = -1;

  /**
   * @param linger what the peer gets for frames that it has yet to take once all is said
   * @param cut ends the connection without more ado
   */
  Side(Vertx vertx, WebSocketBase socket, Duration linger, Runnable cut) {
    this.vertx = vertx;
    this.socket = socket;
    this.linger = linger;
    this.cut = cut;
    socket.pause();
    socket.frameHandler(this::received);
    socket.endHandler(end -> left());
    socket.closeHandler(closed -> closed());
    socket.exceptionHandler(error -> LOG.debug("The connection of a session broke.", error));
  }

  /** Begins to read, after a frame that was held. */
  void open(Duration ping, Duration silence, Events events) {
    opened = true;
    watch(ping, silence, events);
    if (held != null) {
      var first = held;
      held = null;
      events.frame(first);
    }
    unread(false);
  }

  /** Begins to tell of the end of the peer, of which nothing is read yet. */
  void watch(Duration ping, Duration silence, Events events) {
    this.events = events;
    if (socket.isClosed()) {
      closed();
    } else if (heartbeat == null) {
      heartbeat =
          new Heartbeat(vertx, socket, ping, silence, () -> unread, () -> this.events.silent());
    }
  }

  /** Reads no more for now; whoever opens this side next gets this frame first. */
  void hold(WebSocketFrame frame) {
    held = frame;
    unread(true);
  }

  /** Sends a frame of the other side, which is read no further until this one has taken it. */
  void relay(WebSocketFrame frame, Side source) {
    if (socket.isClosed()) {
      return;
    }
    socket.writeFrame(frame);
    if (!socket.isClosed() && socket.writeQueueFull()) {
      source.unread(true);
      socket.drainHandler(drained -> source.unread(false));
    }
  }

  void send(WebSocketFrame frame) {
    if (!socket.isClosed()) {
      socket.writeFrame(frame);
    }
  }

  /** Closes, after everything that was sent; what the peer says from now on is dropped. */
  void hangUp() {
    hungUp = true;
    vertx.cancelTimer(lingering);
    if (heartbeat != null) {
      heartbeat.stop();
    }
    if (socket.isClosed()) {
      // Vert.x is about to answer the peer's close frame.
      vertx.runOnContext(answered -> cut.run());
      return;
    }
    lingering = vertx.setTimer(linger.toMillis(), late -> cut.run());
    // The peer's close frame stands behind the frames that nobody needs.
    socket.resume();
    socket.close(NORMAL);
  }

  /** Bytes of data that the peer has sent. */
  long received() {
    return received;
  }

  private void received(WebSocketFrame frame) {
    if (hungUp) {
      return;
    }
    if (heartbeat != null) {
      heartbeat.heard();
    }
    switch (frame.type()) {
      case TEXT, BINARY, CONTINUATION -> {
        received += frame.binaryData().length();
        events.frame(frame);
      }
      case PING, PONG, CLOSE -> {}
    }
  }

  private void unread(boolean unread) {
    this.unread = unread;
    if (unread) {
      socket.pause();
    } else {
      socket.resume();
    }
  }

  private void closed() {
    if (hungUp) {
      vertx.cancelTimer(lingering);
      cut.run();
    } else if (events != null) {
      var code = socket.closeStatusCode();
      if (code == null || code == NO_CLOSE_FRAME || !opened) {
        left();
      } else {
        vertx.cancelTimer(lingering);
        // Frames may still wait for the other side; the end of the stream comes after them.
        lingering = vertx.setTimer(linger.toMillis(), late -> left());
      }
    }
  }

  private void left() {
    if (!hungUp) {
      events.left();
    }
  }
}
