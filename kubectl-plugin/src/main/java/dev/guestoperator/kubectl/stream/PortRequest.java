package dev.guestoperator.kubectl.stream;

import java.util.List;

/**
 * A vsock connection.
 *
 * @param from the kind of object that the port belongs to
 * @param port 0 to 4294967294
 */
public record PortRequest(From from, String namespace, String name, long port)
    implements SessionRequest {

  /** Who listens at the port. */
  public enum From {
    /** A program in a guest does, and the connection is made to it. */
    GUEST("guests"),
    /** The host does, until a guest of the environment has made the connection. */
    ENVIRONMENT("environments");

    private final String plural;

    From(String plural) {
      this.plural = plural;
    }
  }

  /** First with the port in the name, for that is a right of its own. */
  @Override
  public List<String> paths() {
    return List.of(
        new Query(from.plural, name + ":" + port, "portforward").toString(),
        new Query(from.plural, name, "portforward").with("port", port).toString());
  }
}
