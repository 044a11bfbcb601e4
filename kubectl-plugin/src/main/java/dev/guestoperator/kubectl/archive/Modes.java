package dev.guestoperator.kubectl.archive;

import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;

/** Permissions as the bits of chmod(2). */
final class Modes {
  /** In the order of the bits, from 0400 down. */
  private static final PosixFilePermission[] BITS = PosixFilePermission.values();

  private Modes() {}

  static Set<PosixFilePermission> permissions(int mode) {
    var permissions = EnumSet.noneOf(PosixFilePermission.class);
    Arrays.stream(BITS).filter(bit -> (mode & bit(bit)) != 0).forEach(permissions::add);
    return permissions;
  }

  static int bits(Collection<PosixFilePermission> permissions) {
    return permissions.stream().mapToInt(Modes::bit).sum();
  }

  private static int bit(PosixFilePermission permission) {
    return 0400 >> permission.ordinal();
  }
}
