package dev.guestoperator.vsock.device;

import dev.guestoperator.vsock.socket.ConnectionKey;
import dev.guestoperator.vsock.socket.ConnectionState;
import dev.guestoperator.vsock.socket.Credit;
import dev.guestoperator.vsock.socket.Operation;
import dev.guestoperator.vsock.socket.PacketHeader;
import dev.guestoperator.vsock.socket.VsockAddress;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** One connection of a guest. Owned by the device's thread. */
final class Connection {
  static final Duration REST = Duration.ofNanos(50_000);

  private static final int FIRST_BURST = 8 << 10;
  private static final int LITTLE = 512;

  private final ConnectionKey key;
  private final Credit credit;
  private final CompletableFuture<?> answer;
  private final boolean calledFromHost;
  private final Set<Pending> pending = EnumSet.noneOf(Pending.class);
  private HostEnd host;
  private ConnectionState state;
  private int burst = FIRST_BURST;
  private boolean queued;
  private boolean starving;
  private boolean broughtLittle;
  private long readAt;

  /**
   * @param answer who waits for the guest's answer, completed already if nobody does
   */
  Connection(ConnectionKey key, ConnectionState state, int buffer, CompletableFuture<?> answer) {
    this.key = key;
    this.state = state;
    this.credit = new Credit(buffer);
    this.answer = answer;
    this.calledFromHost =
        state instanceof ConnectionState.Calling && key.peerCid() == VsockAddress.HOST;
  }

  ConnectionKey key() {
    return key;
  }

  Credit credit() {
    return credit;
  }

  CompletableFuture<?> answer() {
    return answer;
  }

  /** Its peer's port is one of {@link Ports}. */
  boolean isCalledFromHost() {
    return calledFromHost;
  }

  Set<Pending> pending() {
    return pending;
  }

  HostEnd host() {
    return host;
  }

  void attach(HostEnd end) {
    host = end;
  }

  ConnectionState state() {
    return state;
  }

  void moveTo(ConnectionState next) {
    state = next;
  }

  /** Whether it stands in the line of those that have something for the guest. */
  boolean isQueued() {
    return queued;
  }

  void setQueued(boolean now) {
    queued = now;
  }

  boolean mayRead() {
    return state instanceof ConnectionState.Open open && open.hostSends() && host.isReadable();
  }

  /** Remembers that there is no credit; false if that was known. */
  boolean startStarving() {
    var news = !starving;
    starving = true;
    return news;
  }

  void endStarving() {
    starving = false;
  }

  /** How many bytes to make room for: what is read at once grows with what there was. */
  int burst() {
    return burst;
  }

  void wasRead(long bytes, long now) {
    burst = Math.clamp(2 * bytes, FIRST_BURST, Limits.BURST);
    broughtLittle = bytes < LITTLE;
    readAt = now;
  }

  /**
   * Whether its host was read just now and sent little, as if more were to come: then reading it
   * again a little later costs the guest fewer packets.
   */
  boolean rests(long now) {
    return broughtLittle && now - readAt < REST.toNanos();
  }

  /** When its rest began, in {@link System#nanoTime}. */
  long restsSince() {
    return readAt;
  }

  /** The guest has sent something: what its host sends now may be an answer, which is not late. */
  void guestSpoke() {
    broughtLittle = false;
  }

  /** A packet of this connection to its guest. */
  PacketHeader header(Operation operation, long length, long guestCid) {
    var flags = operation == Operation.SHUTDOWN ? state.shutdownFlags() : 0;
    return new PacketHeader(
        key.peerCid(),
        guestCid,
        key.peerPort(),
        key.guestPort(),
        length,
        PacketHeader.STREAM,
        operation,
        flags,
        credit.size(),
        credit.tell());
  }
}
