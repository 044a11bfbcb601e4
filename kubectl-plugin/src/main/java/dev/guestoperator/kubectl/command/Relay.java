package dev.guestoperator.kubectl.command;

import dev.guestoperator.kubectl.config.Problem;
import dev.guestoperator.kubectl.stream.Dialer;
import dev.guestoperator.kubectl.stream.PortRequest;
import dev.guestoperator.kubectl.stream.SessionEnd;
import dev.guestoperator.kubectl.terminal.Keyboard;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.net.StandardSocketOptions;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/** Gives each local connection a session of its own with the same port. */
record Relay(Dialer dialer, PortRequest request, PrintWriter messages) {

  /** Serves a client until both directions have ended, and gives its place back. */
  void serve(SocketChannel client, Semaphore room) {
    try (client) {
      connect(client).ifPresent(failure -> fail(client, failure));
    } catch (IOException e) {
      report(e.getMessage());
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt();
    } finally {
      room.release();
    }
  }

  private Optional<String> connect(SocketChannel client) throws InterruptedException {
    var local = Channels.newInputStream(client);
    try (var session =
        dialer.dial(request, new HalfClosing(client), OutputStream.nullOutputStream())) {
      session.feed(input -> Keyboard.copy(local, false, input));
      return failure(session.await());
    } catch (Problem refused) {
      return Optional.of(refused.getMessage());
    }
  }

  private static Optional<String> failure(SessionEnd end) {
    return switch (end) {
      case SessionEnd.Succeeded(), SessionEnd.Left() -> Optional.empty();
      case SessionEnd.Exited(int code, String message) -> Optional.of(message);
      case SessionEnd.Failed(String message) -> Optional.of(message);
      case SessionEnd.Unwritable(String message) -> Optional.of(message);
      case SessionEnd.Lost(String reason) -> Optional.of("connection lost: " + reason);
    };
  }

  /** What was cut off must not look whole: the client gets a reset where that exists. */
  private void fail(SocketChannel client, String sentence) {
    report(sentence);
    if (client.supportedOptions().contains(StandardSocketOptions.SO_LINGER)) {
      reset(client);
    }
  }

  private void reset(SocketChannel client) {
    try {
      client.setOption(StandardSocketOptions.SO_LINGER, 0);
    } catch (IOException e) {
      report(e.getMessage());
    }
  }

  void report(String sentence) {
    messages.printf(
        "error: forwarding to port %d of guest %s: %s%n", request.port(), request.name(), sentence);
  }
}
