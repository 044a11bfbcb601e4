package dev.guestoperator.agent.vsh;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One session over a connection to a {@code vshd}. Nothing is buffered: what the guest does not
 * take blocks whoever sends it, and what is not written here is not read from the connection.
 * Closing the connection is the caller's part, and ends the session at any time.
 */
public final class VshClient {
  private static final int BUFFER = 64 * 1024;

  private final Frames frames;
  private final ReentrantLock sending = new ReentrantLock();
  private final int pid;

  private VshClient(Frames frames, int pid) {
    this.frames = frames;
    this.pid = pid;
  }

  /**
   * Asks for a session and waits for the answer.
   *
   * @throws RefusedSessionException if the request is too long or the guest refuses it
   * @throws IOException if the connection ends before it is answered
   */
  public static VshClient open(InputStream in, OutputStream out, SetupRequest request)
      throws IOException {
    var body = checked(request).body();
    if (body.length > Frames.BODY_LIMIT) {
      throw new RefusedSessionException(
          "Command and environment are too long (%d bytes, vsh takes %d): shorten them, or copy a script into the guest and run that."
              .formatted(body.length, Frames.BODY_LIMIT));
    }
    var frames = new Frames(new BufferedInputStream(in, BUFFER), out);
    frames.write(List.of(body));
    return new VshClient(frames, ready(frames.read()).pid());
  }

  /** The process of the program in the guest. */
  public int pid() {
    return pid;
  }

  /**
   * Passes on output until the session ends, and flushes it when there is no more for now. A stream
   * that ends in the guest is closed here too.
   *
   * @throws IOException if output cannot be written; the session then still goes on
   */
  public VshEnd run(OutputStream out, OutputStream err) throws IOException {
    var end = Optional.<VshEnd>empty();
    while (end.isEmpty()) {
      end = step(out, err);
      if (end.isPresent() || !frames.hasMore()) {
        out.flush();
        err.flush();
      }
    }
    return end.get();
  }

  /**
   * Passes on input; false if the session is over or the guest takes no more, which is no reason to
   * stop reading output. Waits until the guest's end has taken it.
   */
  public boolean input(byte[] bytes) {
    var pieces = new ArrayList<GuestMessage>();
    for (var from = 0; from < bytes.length; from += GuestMessage.DATA_LIMIT) {
      var to = Math.min(bytes.length, from + GuestMessage.DATA_LIMIT);
      pieces.add(new GuestMessage.Data(Arrays.copyOfRange(bytes, from, to)));
    }
    return send(pieces);
  }

  /** Tells that no more input comes; false if the session is over. */
  public boolean endInput() {
    return send(List.of(new GuestMessage.Data(new byte[0])));
  }

  /** Tells a new size of the terminal; false if the session is over. */
  public boolean resize(WindowSize size) {
    return send(List.of(new GuestMessage.Resize(size)));
  }

  /** Sends a signal to the program; false if the session is over. */
  public boolean signal(Signal signal) {
    return send(List.of(new GuestMessage.Kill(signal)));
  }

  private static SetupRequest checked(SetupRequest request) throws RefusedSessionException {
    var strings = new ArrayList<>(request.argv());
    request.env().forEach((name, value) -> strings.add(name + value));
    strings.add(request.target() + request.user() + request.cwd());
    if (strings.stream().anyMatch(string -> string.indexOf('\0') >= 0)) {
      throw new RefusedSessionException(
          "Command and environment cannot hold NUL characters: leave them out.");
    }
    return request;
  }

  private static SetupResponse ready(Optional<byte[]> body) throws IOException {
    var response =
        SetupResponse.parse(body.orElseThrow(() -> new IOException("connection closed")));
    if (response.status() != ConnectionStatus.READY) {
      throw new RefusedSessionException(
          "The guest's vshd refuses the session: " + response.description());
    }
    return response;
  }

  private Optional<VshEnd> step(OutputStream out, OutputStream err) throws IOException {
    Optional<HostMessage> message;
    try {
      message = receive();
    } catch (IOException e) {
      return Optional.of(new VshEnd.Lost(e.getMessage()));
    }
    if (message.isEmpty()) {
      return Optional.of(new VshEnd.Lost("connection closed"));
    }
    return obey(message.get(), out, err);
  }

  private Optional<HostMessage> receive() throws IOException {
    var body = frames.read();
    return body.isPresent() ? Optional.of(HostMessage.parse(body.get())) : Optional.empty();
  }

  private static Optional<VshEnd> obey(HostMessage message, OutputStream out, OutputStream err)
      throws IOException {
    return switch (message) {
      case HostMessage.Output(var bytes) -> {
        write(out, bytes);
        yield Optional.empty();
      }
      case HostMessage.ErrorOutput(var bytes) -> {
        write(err, bytes);
        yield Optional.empty();
      }
      case HostMessage.Status(var status, var description, var code) ->
          end(status, description, code);
      case HostMessage.Unknown() -> Optional.empty();
    };
  }

  private static Optional<VshEnd> end(ConnectionStatus status, String description, int code) {
    return switch (status) {
      case READY -> Optional.empty();
      case EXITED -> Optional.of(new VshEnd.Exited(code));
      case FAILED, UNKNOWN -> Optional.of(new VshEnd.Failed(description));
    };
  }

  private static void write(OutputStream stream, byte[] bytes) throws IOException {
    if (bytes.length == 0) {
      stream.close();
    } else {
      stream.write(bytes);
    }
  }

  private boolean send(List<GuestMessage> messages) {
    sending.lock();
    try {
      frames.write(messages.stream().map(GuestMessage::body).toList());
      return true;
    } catch (IOException over) {
      // What ended the session, if it has, is what run() returns.
      return false;
    } finally {
      sending.unlock();
    }
  }
}
