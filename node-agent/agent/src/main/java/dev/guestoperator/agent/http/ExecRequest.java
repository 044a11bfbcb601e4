package dev.guestoperator.agent.http;

import dev.guestoperator.agent.guest.RefusedException;
import dev.guestoperator.agent.guest.RefusedException.Kind;
import dev.guestoperator.agent.vsh.SetupRequest;
import dev.guestoperator.agent.vsh.WindowSize;
import io.vertx.core.MultiMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a client wants to run in a guest.
 *
 * @param port that the guest's vshd listens at
 * @param stdin whether the program gets what the client sends, or nothing
 */
record ExecRequest(long port, SetupRequest setup, boolean stdin) {
  /** vshd starts programs without one. */
  private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  private static final String VSHD_PORT = "9001";
  private static final int MAXIMUM_WORDS = 64;

  /**
   * @throws RefusedException with a sentence that says what to write instead
   */
  static ExecRequest parse(MultiMap parameters) throws RefusedException {
    var tty = flag(parameters, "tty", false);
    var setup =
        new SetupRequest(
            "",
            text(parameters, "user"),
            environment(parameters.getAll("env")),
            few("command", parameters.getAll("command")),
            tty,
            tty ? window(parameters) : WindowSize.UNKNOWN,
            text(parameters, "cwd"),
            0);
    return new ExecRequest(
        Sockets.port(parameters.contains("port") ? parameters.get("port") : VSHD_PORT),
        setup,
        flag(parameters, "stdin", true));
  }

  private static Map<String, String> environment(List<String> assignments) throws RefusedException {
    var environment = new LinkedHashMap<>(Map.of("PATH", PATH));
    for (var assignment : few("env", assignments)) {
      var equals = assignment.indexOf('=');
      if (equals <= 0) {
        throw invalid("env must be NAME=VALUE.");
      }
      environment.put(assignment.substring(0, equals), assignment.substring(equals + 1));
    }
    return environment;
  }

  private static WindowSize window(MultiMap parameters) throws RefusedException {
    return new WindowSize(cells(parameters, "rows"), cells(parameters, "columns"));
  }

  private static int cells(MultiMap parameters, String name) throws RefusedException {
    var text = parameters.contains(name) ? parameters.get(name) : "0";
    if (text.matches("[0-9]{1,5}") && Integer.parseInt(text) <= 65535) {
      return Integer.parseInt(text);
    }
    throw invalid(name + " must be 0 to 65535.");
  }

  private static boolean flag(MultiMap parameters, String name, boolean unsaid)
      throws RefusedException {
    return switch (parameters.get(name)) {
      case null -> unsaid;
      case "true" -> true;
      case "false" -> false;
      default -> throw invalid(name + " must be true or false.");
    };
  }

  private static String text(MultiMap parameters, String name) {
    return parameters.contains(name) ? parameters.get(name) : "";
  }

  private static List<String> few(String name, List<String> words) throws RefusedException {
    if (words.size() > MAXIMUM_WORDS) {
      throw invalid("At most " + MAXIMUM_WORDS + " times " + name + " is taken.");
    }
    return words;
  }

  private static RefusedException invalid(String message) {
    return new RefusedException(Kind.INVALID, message);
  }
}
