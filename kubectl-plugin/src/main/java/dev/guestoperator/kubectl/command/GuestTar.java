package dev.guestoperator.kubectl.command;

import dev.guestoperator.kubectl.config.Cluster;
import dev.guestoperator.kubectl.config.Problem;
import dev.guestoperator.kubectl.stream.ExecRequest;
import dev.guestoperator.kubectl.stream.Session;
import dev.guestoperator.kubectl.stream.SessionEnd;
import dev.guestoperator.kubectl.terminal.Stdio;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.time.Duration;

/**
 * Runs what copies files inside a guest.
 *
 * @param limit how long a shell may take to be there
 */
record GuestTar(Cluster cluster, Stdio stdio, PrintWriter messages, Duration limit) {

  /** Starts a program; what it complains of is shown. */
  Session start(GuestFile file, OutputStream out, String... command) throws InterruptedException {
    return dial(file, out, stdio.err(), command);
  }

  boolean isDirectory(GuestFile file) throws InterruptedException {
    var nowhere = OutputStream.nullOutputStream();
    try (var session = dial(file, nowhere, nowhere, "test", "-d", file.path().toString())) {
      session.feed(input -> {});
      return switch (session.await()) {
        case SessionEnd.Succeeded(), SessionEnd.Left() -> true;
        case SessionEnd.Exited(int code, String message) -> false;
        case SessionEnd.Failed(String message) -> throw lost(file, message);
        case SessionEnd.Unwritable(String message) -> throw lost(file, message);
        case SessionEnd.Lost(String reason) -> throw lost(file, reason);
      };
    }
  }

  /**
   * @throws Problem if tar in the guest did not end well
   */
  void check(GuestFile file, SessionEnd end) {
    switch (end) {
      case SessionEnd.Succeeded(), SessionEnd.Left() -> {}
      case SessionEnd.Exited(int code, String message) ->
          throw new Problem(
              "tar in guest %s ended with exit code %d; is tar installed there?"
                  .formatted(file.guest(), code));
      case SessionEnd.Failed(String message) -> throw lost(file, message);
      case SessionEnd.Unwritable(String message) -> throw lost(file, message);
      case SessionEnd.Lost(String reason) -> throw lost(file, reason);
    }
  }

  void warn(String sentence) {
    messages.println("warning: " + sentence);
  }

  private Session dial(GuestFile file, OutputStream out, OutputStream err, String... command)
      throws InterruptedException {
    var request = ExecRequest.of(cluster.namespace(), file.guest(), command);
    return new ShellWait(cluster, messages).dial(request, out, err, limit);
  }

  private static Problem lost(GuestFile file, String reason) {
    return new Problem("connection to guest %s lost: %s".formatted(file.guest(), reason));
  }
}
