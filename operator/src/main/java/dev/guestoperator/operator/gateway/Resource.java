package dev.guestoperator.operator.gateway;

import java.util.Locale;

/** What subresources are of. */
enum Resource {
  GUESTS,
  ENVIRONMENTS;

  /** The segment of a path, and what RBAC calls it. */
  String plural() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Resource of(String plural) {
    return valueOf(plural.toUpperCase(Locale.ROOT));
  }
}
