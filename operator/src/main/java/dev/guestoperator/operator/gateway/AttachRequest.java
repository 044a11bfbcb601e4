package dev.guestoperator.operator.gateway;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;

/**
 * What a client wants to see of a guest.
 *
 * @param from where to begin
 */
record AttachRequest(Device device, Scrollback from) {
  /** The largest count of lines that tailLines takes. */
  static final int MAX_TAIL_LINES = 100_000;

  /** What of a guest can be attached to. */
  enum Device {
    SERIAL,
    CONSOLE;

    String parameter() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Which part of the past is shown. */
  sealed interface Scrollback {
    record Nothing() implements Scrollback {}

    record Lines(int count) implements Scrollback {}

    record Everything() implements Scrollback {}
  }

  /**
   * Reads the parameters.
   *
   * @throws Refused with a sentence that says what to write instead
   */
  static SessionRequest parse(ResourcePath path, HttpServerRequest request) throws Refused {
    var parameters = Query.of(request, path.subresource(), "device", "tailLines", "fromStart");
    var attach = new AttachRequest(device(parameters), scrollback(parameters));
    return new SessionRequest(path, attach.query(), "device=" + attach.device.parameter());
  }

  /** The parameters for the agent. */
  private String query() {
    var query = "device=" + device.parameter();
    return switch (from) {
      case Scrollback.Nothing() -> query;
      case Scrollback.Lines(var count) -> query + "&tailLines=" + count;
      case Scrollback.Everything() -> query + "&fromStart=true";
    };
  }

  private static Device device(MultiMap parameters) throws Refused {
    return switch (parameters.get("device")) {
      case "serial" -> Device.SERIAL;
      case "console" -> Device.CONSOLE;
      case null, default ->
          throw Query.bad("Say what to attach to: device=serial or device=console.");
    };
  }

  private static Scrollback scrollback(MultiMap parameters) throws Refused {
    var lines = parameters.get("tailLines");
    var start = parameters.get("fromStart");
    if (lines != null && start != null) {
      throw Query.bad("Use either tailLines or fromStart.");
    }
    if (lines != null) {
      return new Scrollback.Lines(lines(lines));
    }
    return switch (start) {
      case "true" -> new Scrollback.Everything();
      case "false" -> new Scrollback.Nothing();
      case null -> new Scrollback.Nothing();
      default -> throw Query.bad("fromStart is true or false.");
    };
  }

  private static int lines(String text) throws Refused {
    if (text.matches("[0-9]{1,6}") && Integer.parseInt(text) <= MAX_TAIL_LINES) {
      return Integer.parseInt(text);
    }
    throw Query.bad("tailLines is a number from 0 to " + MAX_TAIL_LINES + ".");
  }
}
