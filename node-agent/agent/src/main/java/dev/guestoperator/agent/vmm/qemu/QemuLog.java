package dev.guestoperator.agent.vmm.qemu;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** What QEMU, or the script that starts it, said on its standard output and error. */
final class QemuLog {
  static final String NAME = "qemu.log";

  private static final int TAIL_BYTES = 512;

  private QemuLog() {}

  /** The end of the log as one printable line of at most {@value #TAIL_BYTES} characters. */
  static String tail(Path directory) {
    try (var log = FileChannel.open(directory.resolve(NAME))) {
      var buffer = ByteBuffer.allocate(TAIL_BYTES);
      log.read(buffer, Math.max(0, log.size() - TAIL_BYTES));
      return StandardCharsets.US_ASCII
          .decode(buffer.flip())
          .toString()
          .replaceAll("[^ -~]+", " ")
          .strip();
    } catch (IOException e) {
      return "its log cannot be read (" + e.getMessage() + ")";
    }
  }
}
