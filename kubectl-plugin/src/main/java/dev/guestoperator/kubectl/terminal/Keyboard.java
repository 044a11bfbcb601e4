package dev.guestoperator.kubectl.terminal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Passes on what is typed, up to the key that leaves. */
public final class Keyboard {
  /** Ctrl-], which telnet and virsh leave by as well. */
  public static final byte ESCAPE = 0x1d;

  private static final int CHUNK = 32 * 1024;

  private Keyboard() {}

  /** Why no more input comes. */
  public enum End {
    /** The key that leaves was pressed. */
    ESCAPE,
    /** The input ended, after something was read. */
    END_OF_INPUT,
    /** The input ended without a single byte, as /dev/null does. */
    NO_INPUT
  }

  /**
   * Copies until the input ends.
   *
   * @param withEscape whether Ctrl-] leaves, which only a person types on purpose
   */
  public static End copy(InputStream in, boolean withEscape, OutputStream sink) throws IOException {
    var bytes = new byte[CHUNK];
    var end = End.NO_INPUT;
    for (int read; (read = in.read(bytes)) >= 0; end = End.END_OF_INPUT) {
      int escape = withEscape ? indexOfEscape(bytes, read) : -1;
      int length = escape < 0 ? read : escape;
      if (length > 0) {
        sink.write(bytes, 0, length);
      }
      if (escape >= 0) {
        return End.ESCAPE;
      }
    }
    return end;
  }

  private static int indexOfEscape(byte[] bytes, int length) {
    for (int i = 0; i < length; i++) {
      if (bytes[i] == ESCAPE) {
        return i;
      }
    }
    return -1;
  }
}
