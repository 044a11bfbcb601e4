package dev.guestoperator.kubectl.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class KeyboardTest {
  private final ByteArrayOutputStream sent = new ByteArrayOutputStream();

  @Test
  void escapeLeavesAndNothingAfterItIsSent() throws IOException {
    assertEquals(Keyboard.End.ESCAPE, copy(true, "ls\n\u001dpoweroff\n"));
    assertEquals("ls\n", sent.toString(StandardCharsets.UTF_8));
  }

  @Test
  void escapeIsFoundInALaterChunk() throws IOException {
    assertEquals(Keyboard.End.ESCAPE, copy(true, "abc", "\u001d"));
    assertEquals("abc", sent.toString(StandardCharsets.UTF_8));
  }

  @Test
  void escapeMeansNothingInAPipe() throws IOException {
    assertEquals(Keyboard.End.END_OF_INPUT, copy(false, "a\u001db"));
    assertEquals("a\u001db", sent.toString(StandardCharsets.UTF_8));
  }

  @Test
  void emptyInputIsToldFromInputThatEnds() throws IOException {
    assertEquals(Keyboard.End.NO_INPUT, copy(false, ""));
    assertEquals(Keyboard.End.END_OF_INPUT, copy(false, "x"));
  }

  private Keyboard.End copy(boolean withEscape, String... chunks) throws IOException {
    InputStream in = InputStream.nullInputStream();
    for (var chunk : chunks) {
      in =
          new SequenceInputStream(
              in, new ByteArrayInputStream(chunk.getBytes(StandardCharsets.UTF_8)));
    }
    return Keyboard.copy(in, withEscape, sent);
  }
}
