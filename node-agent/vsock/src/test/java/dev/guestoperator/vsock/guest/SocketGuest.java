package dev.guestoperator.vsock.guest;

import dev.guestoperator.vsock.socket.ConnectionKey;
import dev.guestoperator.vsock.socket.Operation;
import dev.guestoperator.vsock.socket.PacketHeader;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;

/** A guest with stream sockets, which behaves as Linux does. */
public final class SocketGuest implements AutoCloseable {
  private static final int POLL_MILLISECONDS = 50;

  private final RawGuest raw;
  private final Map<ConnectionKey, GuestSocket> sockets = new ConcurrentHashMap<>();
  private final Set<Long> listening = ConcurrentHashMap.newKeySet();
  private final BlockingQueue<GuestSocket> accepted = new LinkedBlockingQueue<>();
  private final Thread pump;
  private volatile boolean closed;
  private long nextPort = 1024;

  public SocketGuest(RawGuest raw) {
    this.raw = raw;
    pump = Thread.ofPlatform().name("guest-" + raw.cid()).start(this::pump);
  }

  public void listen(long port) {
    listening.add(port);
  }

  /** Waits for a connection to a port that is listened at. */
  public GuestSocket accept() throws InterruptedException {
    return accepted.take();
  }

  /** Connects to the host or to another guest. */
  public GuestSocket connect(long cid, long port) throws Exception {
    GuestSocket socket;
    synchronized (this) {
      socket = new GuestSocket(this, new ConnectionKey(cid, port, nextPort++));
    }
    sockets.put(socket.key(), socket);
    send(socket, Operation.REQUEST, 0);
    socket.awaitAnswer();
    return socket;
  }

  public int openSockets() {
    return sockets.size();
  }

  void remove(GuestSocket socket) {
    sockets.remove(socket.key(), socket);
  }

  void send(GuestSocket socket, Operation operation, int flags) {
    send(socket, operation, flags, MemorySegment.NULL, 0, 0, true);
  }

  void send(
      GuestSocket socket,
      Operation operation,
      int flags,
      MemorySegment payload,
      long offset,
      int length,
      boolean tell) {
    var key = socket.key();
    var header =
        new PacketHeader(
            raw.cid(),
            key.peerCid(),
            key.guestPort(),
            key.peerPort(),
            length,
            PacketHeader.STREAM,
            operation,
            flags,
            GuestSocket.BUFFER,
            socket.forwarded());
    synchronized (raw) {
      if (!closed) {
        raw.send(header, payload, offset, length, tell);
      }
    }
  }

  private void pump() {
    while (!closed) {
      try {
        raw.receive(POLL_MILLISECONDS).ifPresent(this::dispatch);
      } catch (IllegalStateException gone) {
        return;
      }
    }
  }

  private void dispatch(RawGuest.Packet packet) {
    var header = packet.header();
    var key = new ConnectionKey(header.sourceCid(), header.sourcePort(), header.destinationPort());
    var socket = sockets.get(key);
    if (socket != null) {
      socket.receive(packet);
    } else if (header.operation() == Operation.REQUEST && listening.contains(key.guestPort())) {
      var incoming = new GuestSocket(this, key);
      sockets.put(key, incoming);
      incoming.receive(packet);
      send(incoming, Operation.RESPONSE, 0);
      accepted.add(incoming);
    } else if (header.operation() != Operation.RESET) {
      synchronized (raw) {
        raw.send(header.refusal());
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    raw.abandon();
    try {
      pump.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    synchronized (raw) {
      raw.close();
    }
  }
}
