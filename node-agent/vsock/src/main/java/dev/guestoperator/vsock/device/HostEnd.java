package dev.guestoperator.vsock.device;

import dev.guestoperator.vsock.posix.ErrnoException;
import dev.guestoperator.vsock.posix.IoVector;
import dev.guestoperator.vsock.posix.Libc;
import dev.guestoperator.vsock.posix.Poller;

/**
 * The host's side of a connection: a socket, what it was last said to be ready for, and what waits
 * until it is. Owned by the device's thread.
 */
final class HostEnd {
  private static final int INTEREST = Poller.IN | Poller.OUT | Poller.PEER_HALF_CLOSED;

  private final Wire wire;
  private final Backlog backlog;
  private final Poller poller;
  private final Poller.Registration registration;
  private boolean readable;
  private boolean writable = true;
  private boolean ended;
  private boolean hungUp;
  private boolean takesMore = true;
  private boolean failed;
  private boolean outputEnds;
  private boolean closed;

  /**
   * @param whenReady called when there is something to read, to write or to end
   */
  HostEnd(Wire wire, Poller poller, Chunk.Pool pool, Runnable whenReady) throws ErrnoException {
    this.wire = wire;
    this.poller = poller;
    this.backlog = new Backlog(pool);
    this.registration = poller.add(wire.fd(), INTEREST, events -> ready(events, whenReady));
  }

  private void ready(int events, Runnable whenReady) {
    var hangup = (events & Poller.HANGUP) != 0;
    var end = hangup || (events & Poller.PEER_HALF_CLOSED) != 0;
    hungUp |= hangup;
    ended |= end;
    readable |= end || (events & Poller.IN) != 0;
    writable |= (events & Poller.OUT) != 0;
    whenReady.run();
  }

  boolean isReadable() {
    return readable;
  }

  /** The host has closed its sending side. What it sent before may still be to be read. */
  boolean hasEnded() {
    return ended;
  }

  /** Both directions are closed by the host. What it sent before may still be to be read. */
  boolean isHungUp() {
    return hungUp;
  }

  /** The host has closed its reading side. */
  boolean hasFailed() {
    return failed;
  }

  boolean hasBacklog() {
    return !backlog.isEmpty();
  }

  Fate fate() {
    return wire.fate();
  }

  /**
   * Reads into the vector.
   *
   * @return bytes, 0 at the end, or the negative errno
   */
  long read(IoVector into) {
    var count = Libc.readv(wire.fd(), into);
    // A stream that gave less than asked for is empty; when it is filled again, that is told.
    if (count < into.bytes() && !ended) {
      readable = false;
    }
    return count;
  }

  /**
   * Writes, and keeps what is not taken.
   *
   * @return how many bytes are off our hands
   */
  long write(IoVector from) {
    if (!takesMore) {
      return from.bytes();
    }
    var written = backlog.isEmpty() && writable ? writeNow(from) : 0;
    if (!takesMore) {
      return from.bytes();
    }
    if (written < from.bytes()) {
      from.forEachFrom(written, backlog::append);
    }
    return written;
  }

  /**
   * Writes what was kept, as far as it is taken.
   *
   * @return how many bytes are off our hands
   */
  long flush(IoVector scratch) {
    var flushed = 0L;
    while (writable && takesMore && !backlog.isEmpty()) {
      scratch.clear();
      backlog.addTo(scratch);
      var written = writeNow(scratch);
      backlog.drop(written);
      flushed += written;
    }
    scratch.clear();
    if (outputEnds && takesMore && backlog.isEmpty()) {
      takesMore = false;
      Libc.shutdown(wire.fd(), Libc.SHUT_WR);
    }
    return flushed;
  }

  private long writeNow(IoVector from) {
    var count = Libc.writev(wire.fd(), from);
    if (count < 0 && count != -Libc.EAGAIN) {
      takesMore = false;
      failed = true;
      backlog.clear();
      return 0;
    }
    writable = count == from.bytes();
    return Math.max(0, count);
  }

  /** Nothing comes for the host any more. */
  void endOutput(IoVector scratch) {
    outputEnds = true;
    flush(scratch);
  }

  /** Nothing is taken from the host any more. */
  void endInput() {
    readable = false;
    Libc.shutdown(wire.fd(), Libc.SHUT_RD);
  }

  void close() {
    if (!closed) {
      closed = true;
      takesMore = false;
      backlog.clear();
      poller.remove(registration);
      wire.close();
    }
  }
}
