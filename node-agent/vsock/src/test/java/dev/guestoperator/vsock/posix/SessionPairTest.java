package dev.guestoperator.vsock.posix;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class SessionPairTest {
  @Test
  void bytesAndEndsGoBothWays() throws Exception {
    for (var i = 0; i < 100; i++) {
      var pair = SessionPair.open();
      try (var arena = Arena.ofConfined();
          var channel = pair.channel()) {
        channel.write(ByteBuffer.wrap(("to " + i).getBytes(UTF_8)));
        var memory = arena.allocate(16);
        var count = Libc.read(pair.fd(), memory);
        assertEquals("to " + i, text(memory.asSlice(0, count)));

        Libc.write(pair.fd(), MemorySegment.ofBuffer(direct("from " + i)));
        Libc.shutdown(pair.fd(), Libc.SHUT_WR);
        var buffer = ByteBuffer.allocate(16);
        channel.read(buffer);
        assertEquals("from " + i, UTF_8.decode(buffer.flip()).toString());
        assertEquals(-1, channel.read(ByteBuffer.allocate(1)));

        channel.shutdownOutput();
        assertEquals(0, Libc.read(pair.fd(), memory));
      } finally {
        Libc.close(pair.fd());
      }
    }
  }

  private static ByteBuffer direct(String text) {
    var bytes = text.getBytes(UTF_8);
    return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
  }

  private static String text(MemorySegment bytes) {
    return UTF_8.decode(bytes.asByteBuffer()).toString();
  }
}
