package dev.guestoperator.kubectl.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * A tar archive whose sender may mean harm. The library keeps names and headers of any length in
 * memory, and reads headers before headers by recursion; here both have a bound.
 */
final class BoundedTar extends TarArchiveInputStream {
  /** No file system has longer names, and no tar writes so many headers for one entry. */
  private static final int MAX_LENGTH = 256 * 1024;

  private static final int MAX_DEPTH = 16;

  private int depth;
  private int length;

  BoundedTar(InputStream archive) {
    super(archive, StandardCharsets.UTF_8.name());
  }

  @Override
  public TarArchiveEntry getNextEntry() throws IOException {
    if (depth == 0) {
      length = 0;
    }
    depth++;
    check(depth <= MAX_DEPTH);
    try {
      return super.getNextEntry();
    } finally {
      depth--;
    }
  }

  @Override
  public int read(byte[] bytes, int from, int size) throws IOException {
    int read = super.read(bytes, from, size);
    if (depth > 0 && read > 0) {
      length += read;
      check(length <= MAX_LENGTH);
    }
    return read;
  }

  private static void check(boolean bounded) throws IOException {
    if (!bounded) {
      throw new IOException("the archive that the guest sent has too long headers");
    }
  }
}
