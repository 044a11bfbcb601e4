package dev.guestoperator.kubectl.command;

import dev.guestoperator.kubectl.config.Cluster;
import dev.guestoperator.kubectl.stream.Dialer;
import dev.guestoperator.kubectl.stream.PortRequest;
import dev.guestoperator.kubectl.stream.Session;
import dev.guestoperator.kubectl.stream.SessionEnd;
import dev.guestoperator.kubectl.terminal.Keyboard;
import dev.guestoperator.kubectl.terminal.Stdio;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;

/** Ties the standard streams to a vsock connection until both directions have ended. */
record Pipe(Cluster cluster, Stdio stdio, PrintWriter messages) {

  /** Uses a connection to a guest; returns the exit code. */
  int connect(PortRequest request) throws InterruptedException {
    try (var session = new Dialer(cluster).dial(request, stdio.out(), stdio.err())) {
      session.feed(this::copyInput);
      return report(session.await());
    }
  }

  /** Uses the first connection that a guest makes; returns the exit code. */
  int listen(PortRequest request) throws InterruptedException {
    try (var session = new Dialer(cluster).dial(request, stdio.out(), stdio.err())) {
      messages.printf("listening on port %d of environment %s%n", request.port(), request.name());
      session.feed(input -> copyInputOnceConnected(session, input));
      return report(session.await());
    }
  }

  private void copyInputOnceConnected(Session session, OutputStream input) throws IOException {
    if (session.hasOutput()) {
      messages.println("a guest has connected");
      copyInput(input);
    }
  }

  private void copyInput(OutputStream input) throws IOException {
    Keyboard.copy(stdio.in(), false, input);
  }

  private int report(SessionEnd end) {
    return switch (end) {
      case SessionEnd.Succeeded(), SessionEnd.Left() -> 0;
      case SessionEnd.Exited(int code, String message) -> fail(message);
      case SessionEnd.Failed(String message) -> fail(message);
      case SessionEnd.Unwritable(String message) -> fail(message);
      case SessionEnd.Lost(String reason) -> fail("connection lost: " + reason);
    };
  }

  private int fail(String sentence) {
    messages.println("error: " + sentence);
    return 1;
  }
}
