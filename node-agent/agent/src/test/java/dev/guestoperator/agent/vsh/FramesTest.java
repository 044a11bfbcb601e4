package dev.guestoperator.agent.vsh;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FramesTest {

  @ParameterizedTest
  @ValueSource(strings = {"ready-42", "stdout-hi", "stdout-eof", "exited-137"})
  void isTheSameHoweverItIsCut(String name) throws Exception {
    var frame = Golden.frame(name);
    for (int cut = 0; cut <= frame.length; cut++) {
      var frames =
          frames(
              new SequenceInputStream(
                  new ByteArrayInputStream(frame, 0, cut),
                  new ByteArrayInputStream(frame, cut, frame.length - cut)));

      assertArrayEquals(Golden.body(name), frames.read().orElseThrow());
      assertEquals(Optional.empty(), frames.read());
    }
  }

  @Test
  void anEndWithinAFrameIsABreak() {
    var frame = Golden.frame("exited-3");
    for (int length = 1; length < frame.length; length++) {
      var frames = frames(new ByteArrayInputStream(Arrays.copyOf(frame, length)));

      assertThrows(IOException.class, frames::read);
    }
  }

  @Test
  void anEmptyMessageIsAFrame() throws Exception {
    assertEquals(0, frames(new ByteArrayInputStream(new byte[4])).read().orElseThrow().length);
  }

  @Test
  void nothingIsReadOfFramesThatAreTooLong() {
    byte[][] headers = {{0x01, 0x10, 0, 0}, {0, 0, 0, (byte) 0x80}, {-1, -1, -1, -1}};
    for (var header : headers) {
      assertThrows(ProtocolException.class, () -> frames(new ByteArrayInputStream(header)).read());
    }
  }

  private static Frames frames(InputStream in) {
    return new Frames(in, OutputStream.nullOutputStream());
  }
}
