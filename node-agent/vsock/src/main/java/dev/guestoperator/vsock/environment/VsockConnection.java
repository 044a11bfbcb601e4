package dev.guestoperator.vsock.environment;

import dev.guestoperator.vsock.device.Fate;
import dev.guestoperator.vsock.socket.VsockAddress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;

/**
 * A connection with a guest. Reading and writing block, which suits virtual threads; one thread may
 * read while another writes. About 200 KiB each way are on their way at most, beside what the guest
 * holds: who does not read stops the guest's sender and nobody else. As with every {@link
 * java.nio.channels.InterruptibleChannel}, interrupting a thread in here closes it.
 */
public final class VsockConnection implements ByteChannel {
  private final VsockAddress local;
  private final VsockAddress peer;
  private final SocketChannel channel;
  private final Fate fate;

  VsockConnection(VsockAddress local, VsockAddress peer, SocketChannel channel, Fate fate) {
    this.local = local;
    this.peer = peer;
    this.channel = channel;
    this.fate = fate;
  }

  /** The host's end. */
  public VsockAddress local() {
    return local;
  }

  /** The guest's end. */
  public VsockAddress peer() {
    return peer;
  }

  /**
   * Waits for bytes.
   *
   * @return -1 when the guest sends no more
   * @throws ResetException if the connection was cut off, after everything that came before
   */
  @Override
  public int read(ByteBuffer into) throws IOException {
    var count = -1;
    try {
      count = channel.read(into);
    } catch (IOException e) {
      checkFate(e);
      throw e;
    }
    if (count < 0) {
      checkFate(null);
    }
    return count;
  }

  /**
   * Waits until all bytes are on their way.
   *
   * @throws ResetException if the connection was cut off
   */
  @Override
  public int write(ByteBuffer from) throws IOException {
    var wanted = from.remaining();
    try {
      // On a virtual thread, a channel that blocks takes a part only.
      while (from.hasRemaining()) {
        channel.write(from);
      }
      return wanted;
    } catch (IOException e) {
      checkFate(e);
      throw e;
    }
  }

  private void checkFate(IOException cause) throws ResetException {
    if (fate.reset().isPresent()) {
      throw new ResetException(fate.reset().get(), cause);
    }
  }

  /** Tells the guest that nothing follows; reading goes on. */
  public void shutdownOutput() throws IOException {
    channel.shutdownOutput();
  }

  /** Reads no more; the guest learns of it when it sends. */
  public void shutdownInput() throws IOException {
    channel.shutdownInput();
  }

  /**
   * Done when the guest neither reads nor writes any more; what it wrote before may still be to be
   * read. What depends on it must not block.
   */
  public CompletableFuture<Void> over() {
    return fate.over();
  }

  @Override
  public boolean isOpen() {
    return channel.isOpen();
  }

  /** Ends the connection in order: the guest gets what was written. */
  @Override
  public void close() throws IOException {
    channel.close();
  }

  /** Cuts the connection off: the guest sees a reset, and may lose what was written. */
  public void abort() throws IOException {
    fate.reset("the host has reset the connection");
    channel.close();
  }
}
