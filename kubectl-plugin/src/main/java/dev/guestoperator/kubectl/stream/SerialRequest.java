package dev.guestoperator.kubectl.stream;

import java.util.List;

/**
 * The serial port of a guest.
 *
 * @param scrollback what to show of the past
 */
public record SerialRequest(String namespace, String name, Scrollback scrollback)
    implements SessionRequest {

  /** How much of the log comes before what is new. */
  public sealed interface Scrollback {
    /** Everything that is still in the log. */
    record FromStart() implements Scrollback {}

    /** The last lines; 0 for none. */
    record Tail(int lines) implements Scrollback {}
  }

  @Override
  public List<String> paths() {
    var query = new Query("guests", name, "attach").with("device", "serial");
    var past =
        switch (scrollback) {
          case Scrollback.FromStart() -> query.with("fromStart", true);
          case Scrollback.Tail(int lines) -> query.with("tailLines", lines);
        };
    return List.of(past.toString());
  }
}
