package dev.guestoperator.vsock.environment;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestoperator.vsock.guest.SocketGuest;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The Unix socket for tools of the node. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class ToolsTest {
  private static final int PORT = 7;

  @TempDir Path directory;
  private TestEnvironment environment;
  private SocketGuest guest;

  @BeforeEach
  void boot() throws Exception {
    environment = new TestEnvironment(directory);
    guest = new SocketGuest(environment.guest(3));
    guest.listen(PORT);
  }

  @AfterEach
  void close() {
    environment.network().close();
    guest.close();
  }

  private SocketChannel client() throws IOException {
    return SocketChannel.open(UnixDomainSocketAddress.of(environment.tools(3)));
  }

  private static void say(SocketChannel to, String text) throws IOException {
    to.write(ByteBuffer.wrap(text.getBytes(US_ASCII)));
  }

  private static String readLine(SocketChannel from) throws IOException {
    var line = new StringBuilder();
    var buffer = ByteBuffer.allocate(1);
    while (from.read(buffer.clear()) > 0 && buffer.get(0) != '\n') {
      line.append((char) buffer.get(0));
    }
    return line.toString();
  }

  @Test
  void aClientConnects() throws Exception {
    try (var client = client()) {
      say(client, "CONNECT 7\nearly");
      var socket = guest.accept();
      assertEquals("OK " + socket.key().peerPort(), readLine(client));
      assertTrue(socket.key().peerPort() >= 49152);
      var bytes = new byte[5];
      assertEquals(5, socket.read(bytes));
      assertEquals("early", new String(bytes, US_ASCII));
      socket.close();
      assertEquals("", readLine(client));
    }
  }

  @Test
  void aLineMayComeInPieces() throws Exception {
    try (var client = client()) {
      for (var letter : "CONNECT 7\n".split("")) {
        say(client, letter);
      }
      guest.accept();
      assertTrue(readLine(client).startsWith("OK "));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CONNECT 8\n",
        "CONNECT\n",
        "connect 7\n",
        "CONNECT -1\n",
        "CONNECT 4294967295\n",
        "CONNECT 99999999999\n",
        "GET /index.html HTTP/1.1 and on."
      })
  void whoAsksForNothingIsHungUpOn(String line) throws Exception {
    try (var client = client()) {
      say(client, line);
      assertEquals("", readLine(client));
    }
  }

  @Test
  void aDeviceWithoutDriverHangsUp() throws Exception {
    environment.attach(4);
    try (var client = SocketChannel.open(UnixDomainSocketAddress.of(environment.tools(4)))) {
      assertEquals("", readLine(client));
    }
  }

  @Test
  void theGuestReachesASocketOfItsOwn() throws Exception {
    var path = directory.resolve("3.vsock_9000");
    try (var service = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      service.bind(UnixDomainSocketAddress.of(path));
      var socket = guest.connect(2, 9000);
      try (var accepted = service.accept()) {
        say(accepted, "hello\n");
        assertEquals(6, socket.read(new byte[10]));
      }
      socket.close();
    }
    assertThrows(IOException.class, () -> guest.connect(2, 9000));
  }
}
