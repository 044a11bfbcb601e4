package dev.guestoperator.vsock.device;

import dev.guestoperator.vsock.socket.PacketHeader;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What waits to be put into the guest's buffers: resets first, then each connection that has
 * something, in its turn.
 */
final class Outgoing {
  private final Deque<Connection> line = new ArrayDeque<>();
  private final Deque<PacketHeader> resets = new ArrayDeque<>();

  void reset(PacketHeader packet) {
    // What its connections and its own packets cause is bounded; a guest that takes nothing while
    // its host goes on calling it needs no reset for calls it has not seen.
    if (resets.size() < Limits.RESETS + Limits.CONNECTIONS) {
      resets.add(packet);
    }
  }

  /** Takes the first, which is there. */
  PacketHeader nextReset() {
    return resets.remove();
  }

  boolean hasResets() {
    return !resets.isEmpty();
  }

  /** The guest asks for more resets than it takes. */
  boolean owesTooMuch() {
    return resets.size() >= Limits.RESETS;
  }

  void want(Connection connection, Pending what) {
    connection.pending().add(what);
    queue(connection);
  }

  /** Does nothing if it stands in line. */
  void queue(Connection connection) {
    if (!connection.isQueued()) {
      connection.setQueued(true);
      line.add(connection);
    }
  }

  int inLine() {
    return line.size();
  }

  /** Takes the first out of the line, which is not empty. */
  Connection next() {
    var connection = line.remove();
    connection.setQueued(false);
    return connection;
  }

  boolean isEmpty() {
    return resets.isEmpty() && line.isEmpty();
  }

  void clear() {
    resets.clear();
    line.clear();
  }
}
