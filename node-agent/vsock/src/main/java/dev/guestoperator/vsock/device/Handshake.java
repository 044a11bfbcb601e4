package dev.guestoperator.vsock.device;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.guestoperator.vsock.posix.ErrnoException;
import dev.guestoperator.vsock.posix.Libc;
import dev.guestoperator.vsock.posix.Poller;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** A client of the node's tools until it has said {@code CONNECT port\n}. */
final class Handshake {
  private static final int LONGEST = 32;
  private static final Pattern CONNECT = Pattern.compile("CONNECT (\\d{1,10})\r?");
  private static final long LAST_PORT = 0xffff_fffeL;

  private final Wire wire;
  private final Poller poller;
  private final Poller.Registration registration;
  private final Consumer<Handshake> whenFinished;
  private OptionalLong port = OptionalLong.empty();
  private boolean finished;

  Handshake(Wire wire, Poller poller, Consumer<Handshake> whenFinished) throws ErrnoException {
    this.wire = wire;
    this.poller = poller;
    this.whenFinished = whenFinished;
    registration = poller.add(wire.fd(), Poller.IN | Poller.PEER_HALF_CLOSED, _ -> read());
  }

  Wire wire() {
    return wire;
  }

  /** What was asked for; empty if nothing sensible. */
  OptionalLong port() {
    return port;
  }

  void giveUp() {
    finish(OptionalLong.empty());
  }

  void read() {
    try (var arena = Arena.ofConfined()) {
      var memory = arena.allocate(LONGEST);
      // What follows the line is the guest's, so only looked at.
      var count = Libc.recv(wire.fd(), memory, Libc.MSG_PEEK);
      if (count == -Libc.EAGAIN) {
        return;
      }
      var text = text(memory, Math.max(0, count));
      var end = text.indexOf('\n');
      if (end >= 0) {
        Libc.recv(wire.fd(), memory.asSlice(0, end + 1L), 0);
        finish(parse(text.substring(0, end)));
      } else if (count <= 0 || count == LONGEST) {
        giveUp();
      }
    }
  }

  /** Tells the client that the guest took the connection. */
  void confirm(long hostPort) {
    try (var arena = Arena.ofConfined()) {
      var line = ("OK " + hostPort + "\n").getBytes(US_ASCII);
      Libc.write(wire.fd(), arena.allocateFrom(ValueLayout.JAVA_BYTE, line));
    }
  }

  private void finish(OptionalLong asked) {
    if (!finished) {
      finished = true;
      port = asked;
      poller.remove(registration);
      whenFinished.accept(this);
    }
  }

  private static OptionalLong parse(String line) {
    var match = CONNECT.matcher(line);
    if (!match.matches()) {
      return OptionalLong.empty();
    }
    var number = Long.parseLong(match.group(1));
    return number <= LAST_PORT ? OptionalLong.of(number) : OptionalLong.empty();
  }

  private static String text(MemorySegment memory, long count) {
    return new String(memory.asSlice(0, count).toArray(ValueLayout.JAVA_BYTE), US_ASCII);
  }
}
