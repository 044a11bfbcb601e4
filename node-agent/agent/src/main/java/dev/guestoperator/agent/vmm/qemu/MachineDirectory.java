package dev.guestoperator.agent.vmm.qemu;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * What stands in a machine's directory for QEMU to use; nothing in it is ever reached by a link.
 */
final class MachineDirectory {
  private MachineDirectory() {}

  /** Makes a log that QEMU may append to; what an earlier run wrote stays. */
  static void log(Path file, int user) throws IOException {
    if (!Files.isRegularFile(file, NOFOLLOW_LINKS)) {
      Files.deleteIfExists(file);
      Files.newByteChannel(
              file,
              Set.of(CREATE_NEW, WRITE),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))
          .close();
    }
    give(file, user);
  }

  /** Makes QEMU's user the owner of a file, and the only one who may use it. */
  static void give(Path file, int user) throws IOException {
    Files.setAttribute(file, "unix:uid", user, NOFOLLOW_LINKS);
    Files.setAttribute(file, "unix:gid", user, NOFOLLOW_LINKS);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }
}
