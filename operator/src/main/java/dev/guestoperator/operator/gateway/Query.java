package dev.guestoperator.operator.gateway;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.Arrays;
import java.util.List;

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
    var parameters = parameters(request);
    for (var name : parameters.names()) {
      if (!List.of(known).contains(name)) {
        throw bad("%s has no parameter %s; %s.".formatted(path, name, advice(known)));
      }
      if (parameters.getAll(name).size() > 1) {
        throw bad("Give the parameter " + name + " once.");
      }
    }
    return parameters;
  }

  static Refused bad(String message) {
    return new Refused(Statuses.badRequest(message));
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
      return request.params();
    } catch (IllegalArgumentException e) {
      throw new Refused(Statuses.badRequest("The query is not properly percent-encoded."), e);
    }
  }
}
