package dev.guestoperator.agent.api;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/** Reads lines of bounded length. */
public final class BoundedLines {
  private final InputStream in;
  private final int limit;

  /**
   * @param limit of a line, in bytes
   */
  public BoundedLines(InputStream in, int limit) {
    this.in = new BufferedInputStream(in);
    this.limit = limit;
  }

  /**
   * The next line without its end; null when there is none, also if the last has no end.
   *
   * @throws IOException also when a line is too long
   */
  public byte[] next() throws IOException {
    var line = new ByteArrayOutputStream(256);
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        return null;
      }
      if (line.size() == limit) {
        throw new IOException("a line is longer than " + limit + " bytes");
      }
      line.write(b);
    }
    return line.toByteArray();
  }
}
