package dev.guestoperator.operator.node;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/** Reads lines that end with a newline and are not longer than a limit. */
final class BoundedLines {
  private final InputStream in;
  private final int limit;

  BoundedLines(InputStream in, int limit) {
    this.in = new BufferedInputStream(in);
    this.limit = limit;
  }

  /** The next line without its end, or null at the end of the stream. */
  byte[] next() throws IOException {
    var line = new ByteArrayOutputStream(256);
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        return null;
      }
      if (line.size() == limit) {
        throw new IOException("The agent sent a line of more than " + limit + " bytes.");
      }
      line.write(b);
    }
    return line.toByteArray();
  }
}
