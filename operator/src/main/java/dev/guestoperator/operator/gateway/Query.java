package dev.guestoperator.operator.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.net.URLEncoder;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Checks of a request that every path makes. */
final class Query {
  private Query() {}

  /**
   * @throws Refused if the request has another method
   */
  static void requireMethod(HttpServerRequest request, HttpMethod method) throws Refused {
    if (!request.method().equals(method)) {
      throw new Refused(Statuses.methodNotAllowed(request.method().name(), method.name()));
    }
  }

  /**
   * The parameters of a request, each there at most once.
   *
   * @param path what takes them, for messages
   * @param known the names that there are
   * @throws Refused with a sentence that says what to write instead
   */
  static MultiMap of(HttpServerRequest request, String path, String... known) throws Refused {
    return of(request, path, Set.of(), known);
  }

  /**
   * The parameters of a request.
   *
   * @param path what takes them, for messages
   * @param repeated those that may be there more than once
   * @param known the names that there are
   * @throws Refused with a sentence that says what to write instead
   */
  static MultiMap of(HttpServerRequest request, String path, Set<String> repeated, String... known)
      throws Refused {
    var parameters = parameters(request);
    // Not names(): to that, names of other case are the same.
    for (var parameter : parameters) {
      var name = parameter.getKey();
      if (!List.of(known).contains(name)) {
        throw bad("%s has no parameter %s; %s.".formatted(path, name, advice(known)));
      }
      if (!repeated.contains(name) && parameters.getAll(name).size() > 1) {
        throw bad("Give the parameter " + name + " once.");
      }
    }
    return parameters;
  }

  /** Writes parameters, in their order. */
  static String encode(MultiMap parameters) {
    return parameters.entries().stream()
        .map(parameter -> encode(parameter.getKey()) + "=" + encode(parameter.getValue()))
        .collect(joining("&"));
  }

  static Refused bad(String message) {
    return new Refused(Statuses.badRequest(message));
  }

  private static String encode(String text) {
    // A plus is a space in forms only.
    return URLEncoder.encode(text, UTF_8).replace("+", "%20");
  }

  private static String advice(String... known) {
    if (known.length == 0) {
      return "leave it out";
    }
    var last = known[known.length - 1];
    var others = String.join(", ", Arrays.copyOf(known, known.length - 1));
    return "use " + (others.isEmpty() ? last : others + " or " + last);
  }

  private static MultiMap parameters(HttpServerRequest request) throws Refused {
    try {
      // A command may well have a semicolon, which is an ordinary character of a query.
      return request.params(true);
    } catch (IllegalArgumentException e) {
      throw new Refused(Statuses.badRequest("The query is not properly percent-encoded."), e);
    }
  }
}
