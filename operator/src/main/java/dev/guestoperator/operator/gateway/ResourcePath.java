package dev.guestoperator.operator.gateway;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A path below a guest or an environment.
 *
 * @param port what stands after the name, which makes it a right of its own; empty if nothing does
 * @param subresource its last segment
 */
record ResourcePath(
    Resource resource, String namespace, String name, String port, String subresource) {
  private static final Pattern PATH =
      Pattern.compile(
          ("/apis/%s/namespaces/([a-z0-9-]{1,63})/(guests|environments)"
                  + "/([a-z0-9.-]{1,253})(?:(?::|%%3[Aa])([0-9A-Za-z]{1,20}))?/([a-z]{1,63})")
              .formatted(Pattern.quote(GatewayApi.GROUP_VERSION)));

  /** Reads a path as the client sent it, not decoded; empty if it is of another form. */
  static Optional<ResourcePath> parse(String path) {
    var match = PATH.matcher(path);
    return match.matches()
        ? Optional.of(
            new ResourcePath(
                Resource.of(match.group(2)),
                match.group(1),
                match.group(3),
                match.group(4) == null ? "" : match.group(4),
                match.group(5)))
        : Optional.empty();
  }

  /** The name as RBAC sees it: that of a resource, or of one port of it. */
  String segment() {
    return port.isEmpty() ? name : name + ":" + port;
  }

  /** What is asked for, as RBAC names it. */
  String kind() {
    return resource.plural() + "/" + subresource;
  }
}
