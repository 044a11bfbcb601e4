package dev.guestoperator.agent.pack;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import dev.guestoperator.agent.pack.PackageManifest.Content;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The files of a package.
 *
 * @param home the real path of the package's directory
 */
record PackageFiles(Path home, Map<String, Content> contents, FileDigests digests) {
  /**
   * @throws IllegalArgumentException which file is not what package.yaml says, and why
   */
  void check() throws IOException {
    for (var entry : contents.entrySet()) {
      check(entry.getKey(), entry.getValue());
    }
  }

  /**
   * Where a file is that package.yaml boots.
   *
   * @throws IllegalArgumentException if package.yaml does not say what is in it
   */
  Path named(String name) {
    if (!contents.containsKey(name)) {
      throw new IllegalArgumentException("package.yaml boots " + name + " but lists no such file");
    }
    return home.resolve(name);
  }

  private void check(String name, Content content) throws IOException {
    var file = home.resolve(name);
    if (!Files.exists(file, NOFOLLOW_LINKS)) {
      throw wrong(name, "is missing");
    }
    if (!file.startsWith(home) || !file.equals(file.toRealPath()) || !Files.isRegularFile(file)) {
      throw wrong(name, "is not a regular file in the package's directory");
    }
    var size = Files.size(file);
    if (size != content.size()) {
      throw wrong(name, "has " + size + " bytes and not " + content.size());
    }
    var sha256 = digests.sha256(file);
    if (!sha256.equals(content.sha256())) {
      throw wrong(name, "has the sha256 " + sha256 + " and not " + content.sha256());
    }
  }

  private static IllegalArgumentException wrong(String name, String what) {
    return new IllegalArgumentException(name + " " + what);
  }
}
