package dev.guestoperator.kubectl.stream;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;

/** Puts an address together. */
final class Query {
  private final String path;
  private final StringJoiner parameters = new StringJoiner("&", "?", "").setEmptyValue("");

  /**
   * @param segments of the path; may hold whatever a user has typed
   */
  Query(String... segments) {
    path = String.join("/", List.of(segments).stream().map(Query::encode).toList());
  }

  Query with(String name, Object value) {
    parameters.add(name + "=" + encode(value.toString()));
    return this;
  }

  Query with(String name, Optional<?> value) {
    value.ifPresent(present -> with(name, present));
    return this;
  }

  Query with(String name, List<String> values) {
    values.forEach(value -> with(name, value));
    return this;
  }

  /**
   * A blank is written as what it is everywhere in an address, and a colon means nothing in one.
   */
  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20").replace("%3A", ":");
  }

  @Override
  public String toString() {
    return path + parameters;
  }
}
