package dev.guestoperator.vsock.device;

import dev.guestoperator.vsock.device.ConnectFailedException.Reason;
import dev.guestoperator.vsock.posix.ErrnoException;
import dev.guestoperator.vsock.posix.IoVector;
import dev.guestoperator.vsock.posix.Poller;
import dev.guestoperator.vsock.socket.ConnectionKey;
import dev.guestoperator.vsock.socket.ConnectionState;
import dev.guestoperator.vsock.socket.Operation;
import dev.guestoperator.vsock.socket.PacketHeader;
import dev.guestoperator.vsock.socket.Protocol;
import dev.guestoperator.vsock.socket.Step;
import dev.guestoperator.vsock.socket.VsockAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * All connections of a guest while its driver is up: does what {@link Protocol} decides. Owned by
 * the device's thread.
 */
final class Connections {
  private final long cid;
  private final GuestEvents events;
  private final Poller poller;
  private final Ports ports;
  private final IoVector scratch;
  private final Chunk.Pool chunks = new Chunk.Pool();
  private final Map<ConnectionKey, Connection> open = new HashMap<>();
  // Parted from the guest, but their hosts have not taken everything yet.
  private final Set<HostEnd> draining = new HashSet<>();
  private final Outgoing outgoing = new Outgoing();
  private final Deadlines<Connection> answers = new Deadlines<>(Protocol.ANSWER);
  private final Deadlines<Connection> closes = new Deadlines<>(Protocol.CLOSE);
  private final Deadlines<Connection> rests = new Deadlines<>(Connection.REST);

  Connections(long cid, GuestEvents events, Poller poller, Ports ports, IoVector scratch) {
    this.cid = cid;
    this.events = events;
    this.poller = poller;
    this.ports = ports;
    this.scratch = scratch;
  }

  // From the host

  /** Asks the guest for a connection from a port of the host. */
  void callFromHost(long port, Wire wire, CompletableFuture<VsockAddress> answer) {
    var from = ports.take(System.nanoTime());
    if (from.isEmpty()) {
      wire.close();
      answer.completeExceptionally(tooMany());
      return;
    }
    if (!call(VsockAddress.ofHost(from.getAsLong()), port, wire, answer)) {
      ports.giveBack(from.getAsLong(), true, System.nanoTime());
    }
  }

  /**
   * Asks the guest for a connection.
   *
   * @param answer completed with the address it comes from
   * @return false if it was not even asked
   */
  boolean call(VsockAddress from, long port, Wire wire, CompletableFuture<VsockAddress> answer) {
    var key = new ConnectionKey(from.cid(), from.port(), port);
    if (isFull() || open.containsKey(key)) {
      wire.close();
      answer.completeExceptionally(tooMany());
      return false;
    }
    var added = add(key, new ConnectionState.Calling(), wire, answer);
    added.ifPresent(
        connection -> {
          answers.start(connection, System.nanoTime());
          outgoing.want(connection, Pending.REQUEST);
        });
    return added.isPresent();
  }

  // From the guest

  /**
   * Takes a packet.
   *
   * @return the connection that its payload is for, if it has one
   */
  Optional<Connection> packet(PacketHeader header) {
    if (header.sourceCid() != cid) {
      // It is not from whom it says, so there is nobody to answer to.
      return Optional.empty();
    }
    var connection = open.get(header.key());
    if (connection == null || header.type() != PacketHeader.STREAM) {
      stranger(header);
      return Optional.empty();
    }
    connection.credit().heard(header);
    var data = header.operation() == Operation.DATA;
    var step =
        data && !connection.credit().receive(header.length())
            ? Protocol.violated()
            : Protocol.packet(connection.state(), header.operation(), header.flags());
    if (data) {
      connection.guestSpoke();
    }
    apply(connection, step);
    if (connection.mayRead()) {
      read(connection);
    }
    return step.actions().contains(Step.Action.DELIVER)
        ? Optional.of(connection)
        : Optional.empty();
  }

  /** Delivers what packets brought. */
  void deliver(Connection connection, IoVector payload) {
    forwarded(connection, connection.host().write(payload));
    checkTakesMore(connection);
  }

  private void stranger(PacketHeader header) {
    var asks = header.operation() == Operation.REQUEST && header.type() == PacketHeader.STREAM;
    if (asks && !isFull() && ask(header)) {
      return;
    }
    if (header.operation() != Operation.RESET) {
      outgoing.reset(header.refusal());
    }
  }

  private boolean ask(PacketHeader header) {
    var from = new VsockAddress(cid, header.sourcePort());
    var to = new VsockAddress(header.destinationCid(), header.destinationPort());
    var route = events.route(from, to);
    if (route.isEmpty()) {
      return false;
    }
    var answer = route.get().answer();
    var added = add(header.key(), new ConnectionState.Asked(), route.get().wire(), answer);
    if (added.isEmpty()) {
      return false;
    }
    var connection = added.get();
    connection.credit().heard(header);
    if (answer.isDone()) {
      answered(connection, answer.isCompletedExceptionally());
    } else {
      answer.whenComplete(
          (_, refusal) -> events.later(() -> answered(connection, refusal != null)));
    }
    return true;
  }

  private void answered(Connection connection, boolean refused) {
    if (open.get(connection.key()) != connection) {
      return; // It ended meanwhile.
    }
    var state = connection.state();
    apply(connection, refused ? Protocol.refused(state) : Protocol.answered(state));
  }

  // What follows

  private void apply(Connection connection, Step step) {
    connection.moveTo(step.next());
    for (var action : step.actions()) {
      switch (action) {
        case SEND_RESPONSE -> outgoing.want(connection, Pending.RESPONSE);
        case SEND_SHUTDOWN -> outgoing.want(connection, Pending.SHUTDOWN);
        case SEND_CREDIT -> outgoing.want(connection, Pending.CREDIT_UPDATE);
        case SEND_RESET -> outgoing.reset(connection.header(Operation.RESET, 0, cid));
        case DELIVER -> {}
        case END_OUTPUT -> connection.host().endOutput(scratch);
        case END_INPUT -> connection.host().endInput();
        case CONNECTED -> connected(connection);
        case REFUSED -> refused(connection);
        case RELEASE -> release(connection);
        case ABORT -> {
          connection.host().fate().reset("the guest has reset the connection");
          release(connection);
        }
      }
    }
    switch (step.next()) {
      case ConnectionState.Closed _ -> remove(connection, step);
      case ConnectionState.Closing _ -> closes.start(connection, System.nanoTime());
      case ConnectionState.Asked _, ConnectionState.Calling _, ConnectionState.Open _ -> {}
    }
  }

  @SuppressWarnings("unchecked")
  private void connected(Connection connection) {
    answers.stop(connection);
    ((CompletableFuture<VsockAddress>) connection.answer()).complete(connection.key().peer());
  }

  private void refused(Connection connection) {
    var late = !answers.contains(connection);
    var message = "Port %d of guest %d ".formatted(connection.key().guestPort(), cid);
    connection
        .answer()
        .completeExceptionally(
            late
                ? new ConnectFailedException(Reason.TIMED_OUT, message + "does not answer")
                : new ConnectFailedException(Reason.REFUSED, message + "refuses connections"));
    connection.host().close();
  }

  private void release(Connection connection) {
    var host = connection.host();
    host.flush(scratch);
    if (host.hasBacklog()) {
      draining.add(host);
    } else {
      host.close();
    }
  }

  private void remove(Connection connection, Step step) {
    open.remove(connection.key(), connection);
    connection.pending().clear();
    answers.stop(connection);
    closes.stop(connection);
    rests.stop(connection);
    if (!draining.contains(connection.host())) {
      connection.host().close();
    }
    var byUs = step.actions().contains(Step.Action.SEND_RESET);
    free(connection, !byUs || step.actions().contains(Step.Action.RELEASE));
  }

  private void free(Connection connection, boolean clean) {
    if (connection.isCalledFromHost()) {
      ports.giveBack(connection.key().peerPort(), clean, System.nanoTime());
    }
  }

  private Optional<Connection> add(
      ConnectionKey key, ConnectionState state, Wire wire, CompletableFuture<?> answer) {
    var connection = new Connection(key, state, Limits.bufferOf(size()), answer);
    try {
      var host = new HostEnd(wire, poller, chunks, () -> hostReady(connection));
      connection.attach(host);
    } catch (ErrnoException e) {
      wire.close();
      answer.completeExceptionally(e);
      return Optional.empty();
    }
    open.put(key, connection);
    return Optional.of(connection);
  }

  // The host's ends

  private void hostReady(Connection connection) {
    var host = connection.host();
    if (draining.contains(host)) {
      drain(host);
      return;
    }
    if (!(connection.state() instanceof ConnectionState.Open)) {
      return;
    }
    forwarded(connection, host.flush(scratch));
    checkTakesMore(connection);
    read(connection);
  }

  /** Lets it read its host when it is its turn, after its rest. */
  private void read(Connection connection) {
    if (!connection.host().hasEnded() && connection.rests(System.nanoTime())) {
      rests.start(connection, connection.restsSince());
    } else {
      outgoing.queue(connection);
    }
  }

  private void drain(HostEnd host) {
    host.flush(scratch);
    if (!host.hasBacklog() || host.isHungUp()) {
      draining.remove(host);
      host.close();
    }
  }

  private void checkTakesMore(Connection connection) {
    if (connection.host().hasFailed()) {
      apply(connection, Protocol.hostStoppedReading(connection.state()));
    }
  }

  private void forwarded(Connection connection, long bytes) {
    connection.credit().forwarded(bytes);
    if (connection.credit().shouldTell()) {
      outgoing.want(connection, Pending.CREDIT_UPDATE);
    }
  }

  /** The host's end was read to its end, or is broken. */
  void hostEnded(Connection connection, boolean broken) {
    var host = connection.host();
    var state = connection.state();
    if (host.fate().reset().isPresent()) {
      apply(connection, Protocol.hostReset(state));
    } else if (broken || host.isHungUp()) {
      apply(connection, Protocol.hostGone(state));
    } else {
      apply(connection, Protocol.hostEnded(state));
    }
  }

  // Time

  void expire(long now) {
    for (var rested = rests.expired(now); rested.isPresent(); rested = rests.expired(now)) {
      outgoing.queue(rested.get());
    }
    for (var late = answers.expired(now); late.isPresent(); late = answers.expired(now)) {
      apply(late.get(), Protocol.timedOut(late.get().state()));
    }
    for (var late = closes.expired(now); late.isPresent(); late = closes.expired(now)) {
      apply(late.get(), Protocol.timedOut(late.get().state()));
    }
  }

  long nextDeadline(long now) {
    return Math.min(rests.next(now), Math.min(answers.next(now), closes.next(now)));
  }

  // All of them

  Outgoing outgoing() {
    return outgoing;
  }

  long cid() {
    return cid;
  }

  int size() {
    return open.size() + draining.size();
  }

  private boolean isFull() {
    return size() >= Limits.CONNECTIONS;
  }

  private ConnectFailedException tooMany() {
    return new ConnectFailedException(
        Reason.TOO_MANY, "Guest %d has %d connections; close some of them".formatted(cid, size()));
  }

  /** Cuts everything off: the guest's driver is gone. */
  void close(String why) {
    for (var connection : List.copyOf(open.values())) {
      connection.host().fate().reset(why);
      connection.host().close();
      free(connection, false);
      connection
          .answer()
          .completeExceptionally(
              new ConnectFailedException(Reason.NOT_READY, "Guest " + cid + ": " + why));
    }
    for (var host : draining) {
      host.fate().reset(why);
      host.close();
    }
    open.clear();
    draining.clear();
    outgoing.clear();
    chunks.close();
  }
}
