package dev.guestoperator.kubectl.command;

import dev.guestoperator.kubectl.config.Cluster;
import dev.guestoperator.kubectl.stream.ExecRequest;
import dev.guestoperator.kubectl.stream.Session;
import dev.guestoperator.kubectl.stream.SessionEnd;
import dev.guestoperator.kubectl.terminal.AtExit;
import dev.guestoperator.kubectl.terminal.Keyboard;
import dev.guestoperator.kubectl.terminal.Resizes;
import dev.guestoperator.kubectl.terminal.Stdio;
import dev.guestoperator.kubectl.terminal.Terminal;
import java.io.PrintWriter;
import java.time.Duration;

/**
 * Ties the standard streams to a process in a guest until it ends.
 *
 * @param stdio with the terminal, if there is one
 */
record Shell(Cluster cluster, Stdio stdio, PrintWriter messages) {
  /** No shell gives it to a program, so that it can be told from what the program returned. */
  private static final int CONNECTION_LOST = 123;

  /** Returns the exit code: that of the process, if it got so far. */
  int run(ExecRequest request, Duration limit) throws InterruptedException {
    while (true) {
      try (var session = dial(request, limit)) {
        return report(request.name(), converse(session, request.tty()));
      } catch (NotReady e) {
        if (stdio.terminal().isEmpty()) {
          throw e;
        }
        messages.println("error: " + e.getMessage());
        if (!new Question(stdio.in(), messages).wantsToTryAgain()) {
          return 1;
        }
      }
    }
  }

  private Session dial(ExecRequest request, Duration limit) throws InterruptedException {
    return new ShellWait(cluster, messages).dial(request, stdio.out(), stdio.err(), limit);
  }

  private SessionEnd converse(Session session, boolean tty) throws InterruptedException {
    var terminal = stdio.terminal().filter(there -> tty);
    var raw = terminal.map(Terminal::raw);
    try {
      terminal.ifPresent(t -> Resizes.of(t, session::resize));
      session.feed(input -> Keyboard.copy(stdio.in(), false, input));
      return session.await();
    } finally {
      raw.ifPresent(AtExit::close);
    }
  }

  private int report(String guest, SessionEnd end) {
    return switch (end) {
      case SessionEnd.Succeeded(), SessionEnd.Left() -> 0;
      case SessionEnd.Exited(int code, String message) -> code;
      case SessionEnd.Unwritable(String message) -> fail(1, message);
      case SessionEnd.Failed(String message) -> lost(guest, message);
      case SessionEnd.Lost(String reason) -> lost(guest, reason);
    };
  }

  private int lost(String guest, String reason) {
    return fail(CONNECTION_LOST, "connection to guest %s lost: %s".formatted(guest, reason));
  }

  private int fail(int code, String sentence) {
    messages.println("error: " + sentence);
    return code;
  }
}
