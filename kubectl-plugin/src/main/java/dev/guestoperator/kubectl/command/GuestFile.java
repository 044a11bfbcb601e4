package dev.guestoperator.kubectl.command;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A place in the file system of a guest.
 *
 * @param path absolute and without dots
 * @param directory whether it was written as one, with a slash at its end
 */
record GuestFile(String guest, Path path, boolean directory) {
  /** Reads {@code NAME:/path}; anything else is a local path, as {@code ./a:/b} is. */
  static Optional<GuestFile> parse(String word) {
    int colon = word.indexOf(":/");
    if (colon < 1 || word.indexOf('/') < colon) {
      return Optional.empty();
    }
    var path = word.substring(colon + 1);
    return Optional.of(
        new GuestFile(word.substring(0, colon), Path.of(path).normalize(), path.endsWith("/")));
  }

  GuestFile resolve(String name) {
    return new GuestFile(guest, path.resolve(name), false);
  }

  /** The directory that it is in. */
  String parent() {
    return path.getNameCount() == 0 ? "/" : path.getParent().toString();
  }

  /** Its name there, which no program takes for an option. */
  String name() {
    var name = path.getNameCount() == 0 ? "." : path.getFileName().toString();
    return name.startsWith("-") ? "./" + name : name;
  }

  @Override
  public String toString() {
    return guest + ":" + path;
  }
}
