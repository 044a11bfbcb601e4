package dev.guestoperator.kubectl.archive;

import dev.guestoperator.kubectl.config.Problem;
import java.util.Arrays;
import java.util.List;

/**
 * The name of an entry of an archive that nobody trusts.
 *
 * @param names from the archive's root down, none of them {@code .} or {@code ..}
 */
record EntryPath(List<String> names) {
  /**
   * @throws Problem if it leads out of the archive
   */
  static EntryPath parse(String text) {
    var names =
        Arrays.stream(text.split("/"))
            .filter(name -> !name.isEmpty() && !name.equals("."))
            .toList();
    if (text.startsWith("/") || names.contains("..") || text.indexOf('\0') >= 0) {
      throw new Problem("the guest sent a file whose name leads elsewhere, refused: " + text);
    }
    return new EntryPath(names);
  }

  /**
   * What is left of it below another.
   *
   * @throws Problem if it is not below that
   */
  EntryPath below(EntryPath root) {
    int depth = root.names.size();
    if (names.size() < depth || !names.subList(0, depth).equals(root.names)) {
      throw new Problem(
          "the guest sent a file that was not asked for, refused: " + String.join("/", names));
    }
    return new EntryPath(names.subList(depth, names.size()));
  }

  /**
   * Whether a symbolic link at this place, which is not the root, leads to something below the
   * root. Names of the parent are taken only at its beginning, where no other link can come before
   * them and turn them aside.
   */
  boolean mayLinkTo(String target) {
    var steps = Arrays.stream(target.split("/")).filter(step -> !step.equals(".")).toList();
    long up = steps.stream().takeWhile(".."::equals).count();
    return !target.startsWith("/")
        && up < names.size()
        && !steps.subList((int) up, steps.size()).contains("..");
  }
}
