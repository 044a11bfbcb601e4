package dev.guestoperator.agent.pack;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/** Digests of files, computed again only when a file has changed. */
final class FileDigests {
  /** What changes when a file does. */
  private record Version(Object inode, long size, FileTime modified) {}

  private record Known(Version version, String sha256) {}

  private final Map<Path, Known> known = new HashMap<>();

  /** The sha256 of a file, in hexadecimal. */
  synchronized String sha256(Path file) throws IOException {
    var attributes = Files.readAttributes(file, BasicFileAttributes.class);
    var version =
        new Version(attributes.fileKey(), attributes.size(), attributes.lastModifiedTime());
    var before = known.get(file);
    if (before != null && before.version.equals(version)) {
      return before.sha256;
    }
    var now = new Known(version, compute(file));
    known.put(file, now);
    return now.sha256;
  }

  static String sha256(byte[] content) {
    return HexFormat.of().formatHex(algorithm().digest(content));
  }

  private static String compute(Path file) throws IOException {
    var digest = algorithm();
    try (var out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
      Files.copy(file, out);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest algorithm() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
