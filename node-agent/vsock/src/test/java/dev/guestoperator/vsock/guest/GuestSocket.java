package dev.guestoperator.vsock.guest;

import dev.guestoperator.vsock.socket.ConnectionKey;
import dev.guestoperator.vsock.socket.Operation;
import dev.guestoperator.vsock.socket.PacketHeader;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/** A stream socket in a guest. */
public final class GuestSocket {
  static final int BUFFER = 256 << 10;
  private static final long LIMIT = TimeUnit.SECONDS.toNanos(30);

  private final SocketGuest guest;
  private final ConnectionKey key;
  private final Deque<byte[]> received = new ArrayDeque<>();
  private int offset;
  private boolean open;
  private boolean reset;
  private int peerShutdown;
  private int sent;
  private int peerForwarded;
  private int peerBuffer;
  private int forwarded;
  private int toldForwarded;

  GuestSocket(SocketGuest guest, ConnectionKey key) {
    this.guest = guest;
    this.key = key;
  }

  public ConnectionKey key() {
    return key;
  }

  synchronized int forwarded() {
    toldForwarded = forwarded;
    return forwarded;
  }

  synchronized void receive(RawGuest.Packet packet) {
    var header = packet.header();
    peerForwarded = header.forwarded();
    peerBuffer = header.bufferSize();
    switch (header.operation()) {
      case REQUEST, RESPONSE -> open = true;
      case DATA -> received.add(packet.payload());
      case CREDIT_REQUEST -> guest.send(this, Operation.CREDIT_UPDATE, 0);
      case CREDIT_UPDATE -> {}
      case SHUTDOWN -> {
        peerShutdown |= header.flags();
        if (peerShutdown == 3) {
          guest.send(this, Operation.RESET, 0);
          guest.remove(this);
        }
      }
      case RESET -> {
        reset = true;
        guest.remove(this);
      }
      case INVALID -> throw new AssertionError(header);
    }
    notifyAll();
  }

  synchronized void awaitAnswer() throws IOException, InterruptedException {
    while (!open && !reset) {
      pause();
    }
    if (reset) {
      throw new IOException("refused");
    }
  }

  /** Reads at least a byte; -1 at the end. */
  public synchronized int read(byte[] into) throws IOException, InterruptedException {
    while (received.isEmpty()) {
      if ((peerShutdown & PacketHeader.NO_SEND) != 0) {
        return -1;
      }
      if (reset) {
        throw new IOException("reset");
      }
      pause();
    }
    var first = received.getFirst();
    var count = Math.min(into.length, first.length - offset);
    System.arraycopy(first, offset, into, 0, count);
    offset += count;
    if (offset == first.length) {
      received.remove();
      offset = 0;
    }
    forwarded += count;
    if (!reset && forwarded - toldForwarded > BUFFER / 2) {
      guest.send(this, Operation.CREDIT_UPDATE, 0);
    }
    return count;
  }

  /** Writes everything, in packets of at most 64 KiB. */
  public void write(MemorySegment bytes) throws IOException, InterruptedException {
    for (var at = 0L; at < bytes.byteSize(); ) {
      var count = takeCredit(bytes.byteSize() - at);
      guest.send(this, Operation.DATA, 0, bytes, at, count, true);
      at += count;
    }
  }

  private synchronized int takeCredit(long wanted) throws IOException, InterruptedException {
    while (true) {
      if (reset || (peerShutdown & PacketHeader.NO_RECEIVE) != 0) {
        throw new IOException("broken pipe");
      }
      var free = peerBuffer - (sent - peerForwarded);
      if (free > 0) {
        var taken = (int) Math.min(wanted, Math.min(free, RawGuest.MAX_PAYLOAD));
        sent += taken;
        return taken;
      }
      pause();
    }
  }

  /** Ends sending, receiving, or both, as shutdown(2) does. */
  public void shutdown(int flags) {
    guest.send(this, Operation.SHUTDOWN, flags);
  }

  /** As close(2) of Linux does: waits for the reset that confirms it. */
  public synchronized void close() throws IOException, InterruptedException {
    if (!reset && peerShutdown != 3) {
      guest.send(this, Operation.SHUTDOWN, 3);
      while (!reset && peerShutdown != 3) {
        pause();
      }
    }
    guest.remove(this);
  }

  public synchronized void awaitReset() throws IOException, InterruptedException {
    while (!reset) {
      pause();
    }
  }

  private void pause() throws IOException, InterruptedException {
    var before = System.nanoTime();
    wait(TimeUnit.NANOSECONDS.toMillis(LIMIT));
    if (System.nanoTime() - before >= LIMIT) {
      throw new IOException("Nothing happens on " + key);
    }
  }
}
