package dev.guestoperator.agent.http;

import dev.guestoperator.agent.vsh.VshEnd;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.jboss.logging.Logger;

/**
 * A client at a program in a guest. The program's end ends the session, and the client's going away
 * ends the program.
 */
final class ExecSession {
  private static final Logger LOG = Logger.getLogger(ExecSession.class);

  private final SessionSocket socket;
  private final Shell shell;

  private ExecSession(SessionSocket socket, Shell shell) {
    this.socket = socket;
    this.shell = shell;
  }

  static void start(SessionSocket socket, Shell shell) {
    var session = new ExecSession(socket, shell);
    socket.open(() -> SocketSession.abort(shell.connection()));
    Thread.startVirtualThread(session::run);
    Thread.startVirtualThread(session::passInput);
  }

  private void run() {
    try (shell) {
      var end = shell.client().run(to(Channels.Output.OUT), to(Channels.Output.ERR));
      socket.finish(lastWord(end));
    } catch (IOException broken) {
      LOG.debugf("A session broke off: %s", broken.getMessage());
    }
  }

  private static LastWord lastWord(VshEnd end) {
    return switch (end) {
      case VshEnd.Exited(var code) ->
          code == 0 ? new LastWord.Success() : new LastWord.Exited(code);
      case VshEnd.Failed(var description) ->
          new LastWord.Failure(500, "ShellFailed", "The guest's vshd gave up: " + description);
      case VshEnd.Lost(var reason) ->
          new LastWord.Failure(
              503, "ShellLost", "The connection to the guest's vshd was lost: " + reason);
    };
  }

  private void passInput() {
    try {
      if (!shell.stdin()) {
        shell.client().endInput();
      }
      var more = true;
      while (more) {
        more = pass(socket.receive());
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What the program takes no more is dropped: it may still have something to say. */
  private boolean pass(Channels.Message message) {
    switch (message) {
      case Channels.Message.Input(var bytes) when shell.stdin() && bytes.length > 0 ->
          shell.client().input(bytes);
      case Channels.Message.InputEnds _ when shell.stdin() -> shell.client().endInput();
      case Channels.Message.Resize(var size) -> shell.client().resize(size);
      case Channels.Message.Gone _ -> {
        return false;
      }
      case Channels.Message.Input _, Channels.Message.InputEnds _, Channels.Message.Other _ -> {}
    }
    return true;
  }

  private OutputStream to(Channels.Output channel) {
    return new BufferedOutputStream(new ToClient(channel), Channels.MAXIMUM_MESSAGE - 1);
  }

  /** That it ends is not told before the program ends: client-go complains of such messages. */
  private final class ToClient extends OutputStream {
    private final Channels.Output channel;

    ToClient(Channels.Output channel) {
      this.channel = channel;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      for (var at = from; at < from + length; at += Channels.MAXIMUM_MESSAGE - 1) {
        var count = Math.min(Channels.MAXIMUM_MESSAGE - 1, from + length - at);
        socket.send(Channels.output(channel, bytes, at, count));
      }
    }
  }
}
