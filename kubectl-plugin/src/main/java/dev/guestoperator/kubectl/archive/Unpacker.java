package dev.guestoperator.kubectl.archive;

import dev.guestoperator.kubectl.config.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;

/**
 * Writes files as a tar archive has them. The archive is not trusted: nothing is written through a
 * symbolic link or beside the target, and no link leads out of it.
 */
public final class Unpacker {
  private static final LinkOption[] NOFOLLOW = {LinkOption.NOFOLLOW_LINKS};

  private final EntryPath root;
  private final Path target;
  private final Consumer<String> warnings;

  /**
   * @param name of the one file or directory that the archive holds, or {@code .}
   * @param target what that becomes; its directory exists, and is the user's word
   * @param warnings told what is left out
   */
  public Unpacker(String name, Path target, Consumer<String> warnings) {
    this.root = EntryPath.parse(name);
    this.target = target;
    this.warnings = warnings;
  }

  /**
   * Reads the archive and all that comes after it.
   *
   * @throws Problem if the archive holds what it must not
   * @throws IOException if it cannot be read or a file cannot be written
   */
  public void unpack(InputStream archive) throws IOException {
    var tar = new BoundedTar(archive);
    for (TarArchiveEntry entry; (entry = tar.getNextEntry()) != null; ) {
      unpack(entry, tar);
    }
    // tar(1) fills its last block, and must not be stopped by a reader that is gone.
    archive.transferTo(OutputStream.nullOutputStream());
  }

  private void unpack(TarArchiveEntry entry, InputStream content) throws IOException {
    var name = EntryPath.parse(entry.getName()).below(root);
    var path = resolve(name);
    if (entry.isDirectory()) {
      makeDirectory(path);
      Files.setPosixFilePermissions(path, directoryMode(entry.getMode()));
    } else if (entry.isSymbolicLink()) {
      link(entry, name, path);
    } else if (entry.isLink()) {
      var existing = resolve(EntryPath.parse(entry.getLinkName()).below(root));
      remove(path);
      Files.createLink(path, existing);
    } else if (entry.isCharacterDevice() || entry.isBlockDevice() || entry.isFIFO()) {
      warnings.accept("left out, for it is neither a file nor a directory: " + entry.getName());
    } else {
      remove(path);
      Files.copy(content, path);
      Files.setPosixFilePermissions(path, mode(entry.getMode()));
      Files.setLastModifiedTime(path, entry.getLastModifiedTime());
    }
  }

  /** Where it goes, with its directories made. */
  private Path resolve(EntryPath name) throws IOException {
    var path = target;
    for (var step : name.names()) {
      makeDirectory(path);
      path = path.resolve(step);
    }
    return path;
  }

  private void makeDirectory(Path path) throws IOException {
    if (!Files.isDirectory(path, NOFOLLOW)) {
      if (Files.isSymbolicLink(path)) {
        throw new Problem("the guest sent a file that goes through a link, refused: " + path);
      }
      Files.createDirectory(path);
    }
  }

  private void link(TarArchiveEntry entry, EntryPath name, Path path) throws IOException {
    if (!name.mayLinkTo(entry.getLinkName())) {
      throw new Problem(
          "the guest sent a link that leads elsewhere, refused: %s -> %s"
              .formatted(entry.getName(), entry.getLinkName()));
    }
    remove(path);
    Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
  }

  /** Makes room for a file, as tar(1) does; a directory stays and is an error. */
  private static void remove(Path path) throws IOException {
    if (!Files.isDirectory(path, NOFOLLOW)) {
      Files.deleteIfExists(path);
    }
  }

  /** Always usable by the user, for what is in it comes later. */
  private static Set<PosixFilePermission> directoryMode(int bits) {
    return mode(bits | 0700);
  }

  /** Without what a guest has no say in: other users' right to write, and setuid. */
  private static Set<PosixFilePermission> mode(int bits) {
    return Modes.permissions(bits & 0755);
  }
}
