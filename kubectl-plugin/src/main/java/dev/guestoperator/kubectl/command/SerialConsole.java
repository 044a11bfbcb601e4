package dev.guestoperator.kubectl.command;

import dev.guestoperator.kubectl.config.Cluster;
import dev.guestoperator.kubectl.stream.Dialer;
import dev.guestoperator.kubectl.stream.SerialRequest;
import dev.guestoperator.kubectl.stream.Session;
import dev.guestoperator.kubectl.stream.SessionEnd;
import dev.guestoperator.kubectl.terminal.AtExit;
import dev.guestoperator.kubectl.terminal.Keyboard;
import dev.guestoperator.kubectl.terminal.Stdio;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;

/** Ties the standard streams to a guest's serial port until one side ends it. */
record SerialConsole(Cluster cluster, Stdio process, PrintWriter messages) {

  /** Returns the exit code. */
  int run(SerialRequest request, Duration linger) throws InterruptedException {
    var stdio = process.lookForTerminal();
    SessionEnd end;
    try (var session = new Dialer(cluster).dial(request, stdio.out(), stdio.err())) {
      end = converse(session, stdio, request.name(), linger);
    }
    stdio.terminal().ifPresent(left -> messages.println());
    return report(request.name(), end);
  }

  private SessionEnd converse(Session session, Stdio stdio, String guest, Duration linger)
      throws InterruptedException {
    stdio
        .terminal()
        .ifPresent(t -> messages.printf("Attached to guest %s. Ctrl-] leaves.%n", guest));
    var raw = stdio.terminal().map(terminal -> terminal.raw());
    try {
      Thread.ofPlatform().daemon().name("input").start(() -> type(session, stdio, linger));
      return session.await();
    } finally {
      raw.ifPresent(AtExit::close);
    }
  }

  private static void type(Session session, Stdio stdio, Duration linger) {
    try {
      switch (Keyboard.copy(stdio.in(), stdio.terminal().isPresent(), session.input())) {
        case ESCAPE -> session.leave();
        case END_OF_INPUT -> {
          session.input().close();
          if (!session.endsBeforeSilenceOf(linger)) {
            session.leave();
          }
        }
        case NO_INPUT -> session.input().close();
      }
    } catch (IOException e) {
      session.broken(e.getMessage());
    } catch (InterruptedException e) {
      session.leave();
    }
  }

  private int report(String guest, SessionEnd end) {
    return switch (end) {
      case SessionEnd.Succeeded(), SessionEnd.Left() -> 0;
      case SessionEnd.Exited(int code, String message) -> fail(code, message);
      case SessionEnd.Failed(String message) -> fail(1, message);
      case SessionEnd.Unwritable(String message) -> fail(1, message);
      case SessionEnd.Lost(String reason) ->
          fail(
              1,
              "connection to the guest lost; run the same command again (%s: %s)"
                  .formatted(guest, reason));
    };
  }

  private int fail(int code, String sentence) {
    messages.println("error: " + sentence);
    return code;
  }
}
