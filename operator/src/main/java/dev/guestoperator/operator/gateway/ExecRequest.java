package dev.guestoperator.operator.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Reads which process a client wants in a guest. */
final class ExecRequest {
  private static final int MAX_ITEMS = 64;

  /** The longest message that vshd takes, and so more than it can be told in the first one. */
  private static final int MAX_BYTES = 4096;

  private static final List<String> LISTS = List.of("command", "env");
  private static final List<String> TEXTS = List.of("command", "env", "user", "cwd");

  private ExecRequest() {}

  /**
   * @throws Refused with a sentence that says what to write instead
   */
  static SessionRequest parse(ResourcePath path, HttpServerRequest request) throws Refused {
    var parameters =
        Query.of(
            request,
            path.subresource(),
            Set.copyOf(LISTS),
            "command",
            "env",
            "user",
            "cwd",
            "port",
            "tty",
            "rows",
            "columns",
            "stdin",
            "stdout",
            "stderr");
    for (var parameter : parameters) {
      check(parameter.getKey(), parameter.getValue());
    }
    checkWindow(parameters);
    checkSize(parameters);
    return new SessionRequest(path, Query.encode(parameters), detail(parameters));
  }

  private static void check(String name, String value) throws Refused {
    switch (name) {
      case "port" -> VsockPort.parse(value);
      case "tty", "stdin" -> require(value.matches("true|false"), name + " is true or false.");
      case "stdout", "stderr" -> require(value.equals("true"), name + " is true or left out.");
      case "rows", "columns" -> require(isSize(value), name + " is a number from 1 to 65535.");
      case "env" ->
          require(
              value.indexOf('=') > 0, "env is NAME=VALUE, such as env=LANG=C, percent-encoded.");
      default -> {}
    }
    require(value.indexOf('\0') < 0, name + " cannot have a byte 0.");
  }

  private static void checkWindow(MultiMap parameters) throws Refused {
    boolean sized = parameters.contains("rows");
    require(sized == parameters.contains("columns"), "Give rows and columns, or neither.");
    require(!sized || isTerminal(parameters), "rows and columns need tty=true.");
  }

  private static void checkSize(MultiMap parameters) throws Refused {
    for (var list : LISTS) {
      require(
          parameters.getAll(list).size() <= MAX_ITEMS,
          "Give the parameter " + list + " at most " + MAX_ITEMS + " times.");
    }
    int bytes = texts(parameters).mapToInt(text -> text.getBytes(UTF_8).length).sum();
    require(
        bytes <= MAX_BYTES,
        "command, env, user and cwd have at most %d bytes together; send a longer script to stdin."
            .formatted(MAX_BYTES));
  }

  private static Stream<String> texts(MultiMap parameters) {
    return TEXTS.stream().flatMap(name -> parameters.getAll(name).stream());
  }

  private static String detail(MultiMap parameters) {
    var port = parameters.get("port");
    return "tty=" + isTerminal(parameters) + (port == null ? "" : " port=" + port);
  }

  private static boolean isTerminal(MultiMap parameters) {
    return "true".equals(parameters.get("tty"));
  }

  private static boolean isSize(String text) {
    return text.matches("[1-9][0-9]{0,4}") && Integer.parseInt(text) <= 65_535;
  }

  private static void require(boolean met, String message) throws Refused {
    if (!met) {
      throw Query.bad(message);
    }
  }
}
