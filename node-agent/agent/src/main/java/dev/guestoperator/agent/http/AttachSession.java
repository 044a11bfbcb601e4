package dev.guestoperator.agent.http;

import dev.guestoperator.agent.serial.Port;
import dev.guestoperator.agent.serial.SessionEnd;
import dev.guestoperator.agent.serial.Viewer;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jboss.logging.Logger;

/**
 * One person at a device. Output is written piece by piece as the peer takes it, by a virtual
 * thread of its own; the peer is read again when the machine took what it typed. Neither holds up
 * anybody else.
 */
final class AttachSession {
  private static final Logger LOG = Logger.getLogger(AttachSession.class);
  private static final Duration PING = Duration.ofSeconds(15);
  private static final Duration SILENCE = Duration.ofSeconds(45);
  private static final Buffer NO_DATA = Buffer.buffer();

  private final ServerWebSocket socket;
  private final Port port;
  private final Viewer viewer;
  private final Context context = Vertx.currentContext();
  private CompletableFuture<Void> typing = CompletableFuture.completedFuture(null);
  private boolean inputEnded;
  private long heardAt = System.nanoTime();
  private volatile boolean writing;

  AttachSession(ServerWebSocket socket, Port port, Viewer viewer) {
    this.socket = socket;
    this.port = port;
    this.viewer = viewer;
  }

  /** On the event loop of the socket, as all that is private here except the output. */
  void start() {
    var output = Thread.ofVirtual().unstarted(this::write);
    var pings = context.owner().setPeriodic(PING.toMillis(), _ -> ping());
    socket.binaryMessageHandler(this::received);
    socket.pongHandler(_ -> heardAt = System.nanoTime());
    socket.exceptionHandler(gone -> LOG.debugf("A session broke off: %s", gone.getMessage()));
    socket.closeHandler(
        _ -> {
          context.owner().cancelTimer(pings);
          typing.cancel(false);
          output.interrupt();
        });
    output.start();
  }

  private void received(Buffer message) {
    switch (Channels.parse(message)) {
      case Channels.Message.Input(var bytes) when !inputEnded && bytes.length > 0 -> type(bytes);
      case Channels.Message.InputEnds _ -> inputEnded = true;
      case Channels.Message.Input _, Channels.Message.Other _ -> {}
    }
  }

  private void type(byte[] bytes) {
    socket.pause();
    typing = port.type(bytes);
    typing.whenComplete((_, _) -> context.runOnContext(_ -> typed()));
  }

  private void typed() {
    heardAt = System.nanoTime();
    socket.resume();
  }

  /** A peer that is not read, or does not read, cannot answer; TCP knows whether it is there. */
  private void ping() {
    if (writing || !typing.isDone()) {
      heardAt = System.nanoTime();
    } else if (System.nanoTime() - heardAt > SILENCE.toNanos()) {
      socket.close();
    } else {
      socket.writePing(NO_DATA);
    }
  }

  private void write() {
    try (viewer) {
      finish(follow());
    } catch (IOException failed) {
      LOG.debugf("A session broke off: %s", failed.getMessage());
    } catch (InterruptedException closed) {
      LOG.debug("A session was closed by its peer");
    }
  }

  private SessionEnd follow() throws IOException, InterruptedException {
    while (true) {
      switch (viewer.next(Channels.MAXIMUM_MESSAGE - 1)) {
        case Viewer.Next.Output(var bytes) -> send(Channels.output(bytes));
        case Viewer.Next.End(var why) -> {
          return why;
        }
      }
    }
  }

  private void send(Buffer message) throws IOException, InterruptedException {
    writing = true;
    Writes.await(socket.writeBinaryMessage(message));
    writing = false;
  }

  private void finish(SessionEnd end) throws IOException, InterruptedException {
    send(Channels.end(end));
    Writes.await(socket.close((short) 1000));
  }
}
