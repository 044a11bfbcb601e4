package dev.guestoperator.operator.gateway;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A path below a guest.
 *
 * @param subresource its last segment
 */
record GuestPath(String namespace, String name, String subresource) {
  private static final Pattern PATH =
      Pattern.compile(
          "/apis/%s/namespaces/([a-z0-9-]{1,63})/guests/([a-z0-9.-]{1,253})/([a-z]{1,63})"
              .formatted(Pattern.quote(GatewayApi.GROUP_VERSION)));

  /** Reads a path as the client sent it, not decoded; empty if it is of another form. */
  static Optional<GuestPath> parse(String path) {
    var match = PATH.matcher(path);
    return match.matches()
        ? Optional.of(new GuestPath(match.group(1), match.group(2), match.group(3)))
        : Optional.empty();
  }
}
