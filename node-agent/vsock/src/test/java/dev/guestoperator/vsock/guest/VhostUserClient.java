package dev.guestoperator.vsock.guest;

import dev.guestoperator.vsock.posix.Libc;
import dev.guestoperator.vsock.posix.UnixSockets;
import dev.guestoperator.vsock.vhostuser.RegionDescription;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** The front end's side of the control channel. */
public final class VhostUserClient implements AutoCloseable {
  private static final int LIMIT = 30_000;

  private final int socket;

  public VhostUserClient(Path path) throws IOException {
    socket = UnixSockets.connect(path);
  }

  public VhostUserClient(int socket) {
    this.socket = socket;
  }

  /** Sends any message. */
  public void send(int code, int flags, byte[] payload, List<Integer> fds) {
    var message = ByteBuffer.allocate(12 + payload.length).order(ByteOrder.nativeOrder());
    message.putInt(code).putInt(flags).putInt(payload.length).put(payload);
    sendBytes(message.array(), fds);
  }

  public void sendBytes(byte[] bytes, List<Integer> fds) {
    TestLibc.send(socket, bytes, fds);
  }

  public void send(int code, Consumer<ByteBuffer> payload, Integer... fds) {
    send(code, 1, bytes(payload), List.of(fds));
  }

  /** Sends a message and waits for its acknowledgement. */
  public void sendAndAwait(int code, Consumer<ByteBuffer> payload, Integer... fds)
      throws IOException {
    send(code, 9, bytes(payload), List.of(fds));
    var result = reply(code).getLong();
    if (result != 0) {
      throw new IOException("refused");
    }
  }

  public long ask(int code) throws IOException {
    send(code, 1, new byte[0], List.of());
    return reply(code).getLong();
  }

  /** Waits for a reply's payload. */
  public ByteBuffer reply(int code) throws IOException {
    var header = read(12);
    if (header.getInt() != code || header.getInt() != 5) {
      throw new IOException("not a reply to " + code);
    }
    return read(header.getInt());
  }

  public void setMemory(RegionDescription... regions) throws IOException {
    var fds = new Integer[regions.length];
    for (var i = 0; i < regions.length; i++) {
      fds[i] = regions[i].fd();
    }
    try {
      sendAndAwait(
          5,
          out -> {
            out.putInt(regions.length).putInt(0);
            for (var region : regions) {
              out.putLong(region.guestAddress()).putLong(region.size());
              out.putLong(region.userAddress()).putLong(region.offset());
            }
          },
          fds);
    } finally {
      for (var region : regions) {
        Libc.close(region.fd());
      }
    }
  }

  /** Whether the device hangs up. */
  public boolean isHungUp() {
    try {
      read(1);
      return false;
    } catch (EOFException e) {
      return true;
    }
  }

  private static byte[] bytes(Consumer<ByteBuffer> payload) {
    var buffer = ByteBuffer.allocate(512).order(ByteOrder.nativeOrder());
    payload.accept(buffer);
    var bytes = new byte[buffer.flip().remaining()];
    buffer.get(bytes);
    return bytes;
  }

  private ByteBuffer read(int count) throws EOFException {
    try (var arena = Arena.ofConfined()) {
      var memory = arena.allocate(Math.max(1, count));
      for (var filled = 0L; filled < count; ) {
        if (!TestLibc.awaitReadable(socket, LIMIT)) {
          throw new AssertionError("The device says nothing");
        }
        var result = Libc.read(socket, memory.asSlice(filled, count - filled));
        if (result <= 0) {
          throw new EOFException();
        }
        filled += result;
      }
      return ByteBuffer.wrap(memory.asSlice(0, count).toArray(ValueLayout.JAVA_BYTE))
          .order(ByteOrder.nativeOrder());
    }
  }

  @Override
  public void close() {
    Libc.close(socket);
  }
}
