package dev.guestoperator.vsock.qemu;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.util.Map;

/** A cpio archive ("newc") of executable files, to be put behind another initramfs. */
final class Initramfs {
  private static final int EXECUTABLE = 0100755;

  private Initramfs() {}

  static byte[] of(Map<String, byte[]> files) {
    var out = new ByteArrayOutputStream();
    var inode = 1;
    for (var file : files.entrySet()) {
      add(out, inode++, EXECUTABLE, file.getKey(), file.getValue());
    }
    add(out, 0, 0, "TRAILER!!!", new byte[0]);
    return out.toByteArray();
  }

  private static void add(
      ByteArrayOutputStream out, int inode, int mode, String name, byte[] content) {
    var header =
        "070701%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X"
            .formatted(inode, mode, 0, 0, 1, 0, content.length, 0, 0, 0, 0, name.length() + 1, 0);
    out.writeBytes((header + name + "\0").getBytes(US_ASCII));
    pad(out);
    out.writeBytes(content);
    pad(out);
  }

  static void pad(ByteArrayOutputStream out) {
    while (out.size() % 4 != 0) {
      out.write(0);
    }
  }
}
