package dev.guestoperator.agent.guest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * The directories of all guests of the node.
 *
 * @param guests holds one directory per guest
 * @param trash holds directories of guests that are gone, until they are deleted
 */
record GuestDirectories(Path guests, Path trash) {
  static GuestDirectories in(Path state) throws IOException {
    var directories = new GuestDirectories(state.resolve("guests"), state.resolve("trash"));
    for (var directory : List.of(state, directories.guests, directories.trash)) {
      Files.createDirectories(directory);
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
    }
    return directories;
  }

  GuestDirectory of(String uid) {
    return new GuestDirectory(guests.resolve(uid));
  }

  List<GuestDirectory> list() throws IOException {
    try (var children = Files.list(guests)) {
      return children.filter(Files::isDirectory).map(GuestDirectory::new).toList();
    } catch (UncheckedIOException wrapped) {
      throw wrapped.getCause();
    }
  }

  /** Gone at once, in one rename; its files follow, or at the next start of the agent. */
  void remove(GuestDirectory directory) throws IOException {
    var grave = trash.resolve(directory.uid());
    delete(grave);
    try {
      Files.move(directory.path(), grave, StandardCopyOption.ATOMIC_MOVE);
    } catch (NoSuchFileException gone) {
      return;
    }
    GuestDirectory.sync(guests);
    delete(grave);
  }

  void emptyTrash() throws IOException {
    try (var children = Files.list(trash)) {
      for (var child : children.toList()) {
        delete(child);
      }
    }
  }

  /** Deletes links, and never what they lead to. */
  private static void delete(Path tree) throws IOException {
    if (!Files.exists(tree, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Files.walkFileTree(
        tree,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, IOException problem)
              throws IOException {
            if (problem != null) {
              throw problem;
            }
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
