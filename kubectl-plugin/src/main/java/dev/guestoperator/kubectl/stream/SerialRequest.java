package dev.guestoperator.kubectl.stream;

import java.net.URI;

/**
 * The serial port of a guest.
 *
 * @param scrollback what to show of the past
 */
public record SerialRequest(String namespace, String name, Scrollback scrollback) {
  private static final String GATEWAY = "apis/subresources.guest-operator.dev/v1alpha1";

  /** How much of the log comes before what is new. */
  public sealed interface Scrollback {
    /** Everything that is still in the log. */
    record FromStart() implements Scrollback {}

    /** The last lines; 0 for none. */
    record Tail(int lines) implements Scrollback {}
  }

  /** The address for a WebSocket, under the API server's own. */
  URI uri(String apiServer) {
    var base = (apiServer.endsWith("/") ? apiServer : apiServer + "/").replaceFirst("^http", "ws");
    var past =
        switch (scrollback) {
          case Scrollback.FromStart() -> "fromStart=true";
          case Scrollback.Tail(int lines) -> "tailLines=" + lines;
        };
    return URI.create(
        base
            + "%s/namespaces/%s/guests/%s/attach?device=serial&%s"
                .formatted(GATEWAY, namespace, name, past));
  }
}
