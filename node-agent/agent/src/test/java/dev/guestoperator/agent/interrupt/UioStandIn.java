package dev.guestoperator.agent.interrupt;

import java.io.Closeable;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A stand-in for a UIO device of a kernel that has none: the other end of a socket over which it
 * speaks the same words of four bytes.
 */
final class UioStandIn implements Closeable {
  private final SocketChannel driver;
  private final UioDevice device;

  /**
   * @param count of events before the device was opened
   */
  UioStandIn(int count) throws IOException {
    var directory = Files.createTempDirectory("uio");
    var address = UnixDomainSocketAddress.of(directory.resolve("s"));
    try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(address)) {
      device = new UioDevice(SocketChannel.open(address), count);
      driver = server.accept();
    } finally {
      Files.deleteIfExists(address.getPath());
      Files.deleteIfExists(directory);
    }
  }

  UioDevice device() {
    return device;
  }

  /** What a reader gets when there was an event. */
  void count(int count) throws IOException {
    driver.write(word().putInt(0, count));
  }

  /** Waits for a word that was written. */
  int written() throws IOException {
    var word = word();
    while (word.hasRemaining()) {
      if (driver.read(word) < 0) {
        throw new IOException("the device was closed");
      }
    }
    return word.getInt(0);
  }

  /** The device is gone. */
  void unplug() throws IOException {
    driver.close();
  }

  @Override
  public void close() throws IOException {
    unplug();
  }

  /** A directory as {@link UioDevice#CLASS}, with the names of uio0, uio1 and so on. */
  static Path classDirectory(Path parent, String... names) throws IOException {
    for (var i = 0; i < names.length; i++) {
      var device = Files.createDirectory(parent.resolve("uio" + i));
      Files.writeString(device.resolve("name"), names[i] + "\n");
    }
    return parent;
  }

  private static ByteBuffer word() {
    return ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.nativeOrder());
  }
}
