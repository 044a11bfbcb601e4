package dev.guestoperator.kubectl.command;

import java.util.Locale;

/** The beginning of a name that the API server completes. */
final class NamePrefix {
  /** The API server cuts longer ones, and adds five characters. */
  private static final int LIMIT = 57;

  private NamePrefix() {}

  /** As much of the package's name as the name of an object may hold, and a dash. */
  static String of(String packageName) {
    var usable =
        packageName
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9.]+", "-")
            .replaceAll("^[-.]+|[-.]+$", "");
    var cut = usable.substring(0, Math.min(usable.length(), LIMIT)).replaceAll("[-.]+$", "");
    return (cut.isEmpty() ? "guest" : cut) + "-";
  }
}
