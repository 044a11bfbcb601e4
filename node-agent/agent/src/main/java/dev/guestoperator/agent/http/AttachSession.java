package dev.guestoperator.agent.http;

import dev.guestoperator.agent.serial.Port;
import dev.guestoperator.agent.serial.SessionEnd;
import dev.guestoperator.agent.serial.Viewer;
import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jboss.logging.Logger;

/**
 * One person at a device. Output is written piece by piece as the peer takes it; the peer is read
 * again when the machine took what it typed. Neither holds up anybody else.
 */
final class AttachSession {
  private static final Logger LOG = Logger.getLogger(AttachSession.class);

  private final SessionSocket socket;
  private final Port port;
  private final Viewer viewer;
  private final Thread output = Thread.ofVirtual().unstarted(this::show);
  private boolean inputEnded;
  private volatile CompletableFuture<Void> typing = CompletableFuture.completedFuture(null);

  private AttachSession(SessionSocket socket, Port port, Viewer viewer) {
    this.socket = socket;
    this.port = port;
    this.viewer = viewer;
  }

  static void start(SessionSocket socket, Port port, Viewer viewer) {
    var session = new AttachSession(socket, port, viewer);
    socket.open(session::gone);
    session.output.start();
    Thread.startVirtualThread(session::type);
  }

  private void gone() {
    typing.cancel(false);
    output.interrupt();
  }

  private void type() {
    try {
      var more = true;
      while (more) {
        switch (socket.receive()) {
          case Channels.Message.Input(var bytes) when !inputEnded && bytes.length > 0 ->
              type(bytes);
          case Channels.Message.InputEnds _ -> inputEnded = true;
          case Channels.Message.Gone _ -> more = false;
          // A serial port has no size.
          case Channels.Message.Input _, Channels.Message.Resize _, Channels.Message.Other _ -> {}
        }
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    } catch (CancellationException gone) {
      LOG.debug("A session was closed by its peer");
    }
  }

  private void type(byte[] bytes) throws InterruptedException {
    typing = port.type(bytes);
    try {
      typing.get();
    } catch (ExecutionException failed) {
      LOG.debugf("What was typed is lost: %s", failed.getCause().getMessage());
    }
  }

  private void show() {
    try (viewer) {
      var end = follow();
      socket.finish(new LastWord.Failure(end.code(), end.reason(), end.message()));
    } catch (IOException failed) {
      LOG.debugf("A session broke off: %s", failed.getMessage());
    } catch (InterruptedException closed) {
      LOG.debug("A session was closed by its peer");
    }
  }

  private SessionEnd follow() throws IOException, InterruptedException {
    while (true) {
      switch (viewer.next(Channels.MAXIMUM_MESSAGE - 1)) {
        case Viewer.Next.Output(var bytes) -> socket.send(Channels.output(bytes));
        case Viewer.Next.End(var why) -> {
          return why;
        }
      }
    }
  }
}
