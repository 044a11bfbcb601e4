package dev.guestoperator.kubectl.archive;

import dev.guestoperator.kubectl.config.Problem;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.function.Consumer;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** Makes a tar archive of a file or a directory, as busybox's tar understands it too. */
public final class Packer extends SimpleFileVisitor<Path> {
  private static final int CHUNK = 32 * 1024;

  private final Path source;
  private final String name;
  private final TarArchiveOutputStream tar;
  private final Consumer<String> warnings;

  private Packer(Path source, String name, TarArchiveOutputStream tar, Consumer<String> warnings) {
    this.source = source;
    this.name = name;
    this.tar = tar;
    this.warnings = warnings;
  }

  /**
   * Writes the whole archive; does not close the output.
   *
   * @param name of the source in the archive
   * @param warnings told what is left out
   * @throws Problem if a file cannot be read
   * @throws IOException if the archive cannot be written
   */
  public static void pack(Path source, String name, OutputStream out, Consumer<String> warnings)
      throws IOException {
    var buffered = new BufferedOutputStream(out, CHUNK);
    var tar = new TarArchiveOutputStream(buffered, StandardCharsets.UTF_8.name());
    // busybox skips the headers of pax.
    tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_GNU);
    tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_STAR);
    Files.walkFileTree(source, new Packer(source, name, tar, warnings));
    tar.finish();
    buffered.flush();
  }

  @Override
  public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes)
      throws IOException {
    put(entry(path, nameOf(path) + "/", attributes));
    tar.closeArchiveEntry();
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) throws IOException {
    if (attributes.isSymbolicLink()) {
      var entry = new TarArchiveEntry(nameOf(path), TarConstants.LF_SYMLINK);
      entry.setLinkName(reading(path, () -> Files.readSymbolicLink(path)).toString());
      put(entry);
      tar.closeArchiveEntry();
    } else if (attributes.isRegularFile()) {
      putFile(path, attributes);
    } else {
      warnings.accept("left out, for it is neither a file nor a directory: " + path);
    }
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult postVisitDirectory(Path path, IOException e) {
    if (e != null) {
      throw unreadable(path, e);
    }
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFileFailed(Path path, IOException e) {
    throw unreadable(path, e);
  }

  private void putFile(Path path, BasicFileAttributes attributes) throws IOException {
    try (var content = reading(path, () -> Files.newInputStream(path))) {
      var entry = entry(path, nameOf(path), attributes);
      entry.setSize(attributes.size());
      put(entry);
      copy(path, content, attributes.size());
      tar.closeArchiveEntry();
    }
  }

  /** The size stands before the content, so it has to be kept to. */
  private void copy(Path path, InputStream content, long size) throws IOException {
    var bytes = new byte[CHUNK];
    for (long rest = size; rest > 0; ) {
      int length = (int) Math.min(rest, bytes.length);
      int read = reading(path, () -> content.read(bytes, 0, length));
      if (read < 0) {
        throw new Problem("%s became shorter while it was read".formatted(path));
      }
      tar.write(bytes, 0, read);
      rest -= read;
    }
  }

  private interface Reading<T> {
    T read() throws IOException;
  }

  /** Tells what fails here from what fails on the way of the archive. */
  private static <T> T reading(Path path, Reading<T> reading) {
    try {
      return reading.read();
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  private static Problem unreadable(Path path, IOException e) {
    return new Problem("cannot read %s: %s".formatted(path, FileFailure.reason(e)), e);
  }

  private String nameOf(Path path) {
    return path.equals(source) ? name : name + "/" + source.relativize(path);
  }

  private static TarArchiveEntry entry(Path path, String name, BasicFileAttributes attributes) {
    var entry = new TarArchiveEntry(name);
    entry.setMode(Modes.bits(reading(path, () -> Files.getPosixFilePermissions(path))));
    entry.setLastModifiedTime(attributes.lastModifiedTime());
    return entry;
  }

  /** Users here are nobody in the guest: what root unpacks there is root's. */
  private void put(TarArchiveEntry entry) throws IOException {
    entry.setIds(0, 0);
    entry.setNames("", "");
    tar.putArchiveEntry(entry);
  }
}
