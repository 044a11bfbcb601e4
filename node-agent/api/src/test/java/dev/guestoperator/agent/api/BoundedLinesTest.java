package dev.guestoperator.agent.api;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class BoundedLinesTest {
  @Test
  void linesEndWithNewlinesAndAPartOfOneIsNone() throws IOException {
    var lines = lines("ab\n\ncd");

    assertArrayEquals("ab".getBytes(), lines.next());
    assertArrayEquals(new byte[0], lines.next());
    assertNull(lines.next());
  }

  @Test
  void longerLineThanTheLimitIsRefused() throws IOException {
    assertArrayEquals("abcd".getBytes(), lines("abcd\n").next());
    assertThrows(IOException.class, lines("abcde\n")::next);
  }

  private static BoundedLines lines(String text) {
    return new BoundedLines(new ByteArrayInputStream(text.getBytes()), 4);
  }
}
