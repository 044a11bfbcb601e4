package dev.guestoperator.agent.vsh;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;

/** The golden frames, which vshd itself is tested with too. */
final class Golden {
  private static final Path FRAMES = Path.of("..", "..", "guest-packages", "vshd", "frames");

  private Golden() {}

  static byte[] frame(String name) {
    try {
      var text = Files.readString(FRAMES.resolve(name + ".hex")).strip();
      return HexFormat.ofDelimiter(" ").parseHex(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] body(String name) {
    var frame = frame(name);
    return Arrays.copyOfRange(frame, Integer.BYTES, frame.length);
  }
}
