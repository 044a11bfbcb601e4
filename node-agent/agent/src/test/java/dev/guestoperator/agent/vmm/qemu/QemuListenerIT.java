package dev.guestoperator.agent.vmm.qemu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QemuListenerIT {
  private static final int SOMEBODY = 2_000_009;

  @TempDir Path directory;

  @Test
  void hangsUpOnWhoIsNotTheMachinesUser() throws Exception {
    // Given
    var listener = QemuListener.bind(directory, QmpConnection.SOCKET, SOMEBODY);
    var socket = UnixDomainSocketAddress.of(directory.resolve(QmpConnection.SOCKET));
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var accepted =
          threads.submit(() -> assertThrows(ClosedChannelException.class, listener::accept));

      // When
      try (var root = SocketChannel.open(socket)) {
        assertEquals(-1, root.read(ByteBuffer.allocate(1)));
      }
      listener.close();

      // Then
      accepted.get();
    }
  }

  @Test
  void theNameOfTheDirectoryMayBeLong() throws Exception {
    var deep = Files.createDirectory(directory.resolve("d".repeat(100)));

    QemuListener.bind(deep, QmpConnection.SOCKET, SOMEBODY).close();

    assertTrue(Files.exists(deep.resolve(QmpConnection.SOCKET)));
  }
}
