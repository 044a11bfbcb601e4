package dev.guestoperator.operator.gateway;

import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a client wants to see of a guest.
 *
 * @param from where to begin
 */
record AttachRequest(String namespace, String name, Device device, Scrollback from) {
  /** The largest count of lines that tailLines takes. */
  static final int MAX_TAIL_LINES = 100_000;

  private static final List<String> PARAMETERS = List.of("device", "tailLines", "fromStart");

  private static final Pattern PATH =
      Pattern.compile(
          "/apis/%s/namespaces/([a-z0-9-]{1,63})/guests/([a-z0-9.-]{1,253})/attach"
              .formatted(Pattern.quote(GatewayApi.GROUP_VERSION)));

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

  /** The guest that a path names. */
  record Target(String namespace, String name) {}

  /** The guest whose attach subresource this path is; as the client sent it, not decoded. */
  static Optional<Target> target(String path) {
    var match = PATH.matcher(path);
    return match.matches()
        ? Optional.of(new Target(match.group(1), match.group(2)))
        : Optional.empty();
  }

  /**
   * Reads the parameters.
   *
   * @throws Refused with a sentence that says what to write instead
   */
  static AttachRequest parse(Target target, MultiMap parameters) throws Refused {
    for (var name : parameters.names()) {
      if (!PARAMETERS.contains(name)) {
        throw bad("attach has no parameter " + name + "; use device, tailLines or fromStart.");
      }
      if (parameters.getAll(name).size() > 1) {
        throw bad("Give the parameter " + name + " once.");
      }
    }
    return new AttachRequest(
        target.namespace(), target.name(), device(parameters), scrollback(parameters));
  }

  /** The parameters for the agent. */
  String query() {
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
      case null, default -> throw bad("Say what to attach to: device=serial or device=console.");
    };
  }

  private static Scrollback scrollback(MultiMap parameters) throws Refused {
    var lines = parameters.get("tailLines");
    var start = parameters.get("fromStart");
    if (lines != null && start != null) {
      throw bad("Use either tailLines or fromStart.");
    }
    if (lines != null) {
      return new Scrollback.Lines(lines(lines));
    }
    return switch (start) {
      case "true" -> new Scrollback.Everything();
      case "false" -> new Scrollback.Nothing();
      case null -> new Scrollback.Nothing();
      default -> throw bad("fromStart is true or false.");
    };
  }

  private static int lines(String text) throws Refused {
    if (text.matches("[0-9]{1,6}") && Integer.parseInt(text) <= MAX_TAIL_LINES) {
      return Integer.parseInt(text);
    }
    throw bad("tailLines is a number from 0 to " + MAX_TAIL_LINES + ".");
  }

  private static Refused bad(String message) {
    return new Refused(Statuses.badRequest(message));
  }
}
