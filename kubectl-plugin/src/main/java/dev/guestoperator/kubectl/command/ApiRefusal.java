package dev.guestoperator.kubectl.command;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusCause;
import io.fabric8.kubernetes.api.model.StatusDetails;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What an API server that refuses a request says, in the words that are for people. */
final class ApiRefusal {
  private static final String RULE = "FieldValueInvalid";

  /** The API server puts the value before the sentence of a rule that it breaks. */
  private static final Pattern SENTENCE =
      Pattern.compile(
          "Invalid value: (?:\"(?:[^\"\\\\]|\\\\.)*\"|\\{.*}|\\[.*]|[^:\\s]*): (.+)",
          Pattern.DOTALL);

  private ApiRefusal() {}

  /**
   * The sentences of the schema's rules if all that is wrong is what they say, else the message.
   */
  static Optional<String> sentence(Status status) {
    var sentences = causes(status).stream().map(ApiRefusal::rule).toList();
    return !sentences.isEmpty() && sentences.stream().allMatch(Optional::isPresent)
        ? Optional.of(sentences.stream().map(Optional::get).collect(Collectors.joining(" ")))
        : Optional.ofNullable(status.getMessage());
  }

  private static List<StatusCause> causes(Status status) {
    return Optional.ofNullable(status.getDetails()).map(StatusDetails::getCauses).orElse(List.of());
  }

  private static Optional<String> rule(StatusCause cause) {
    return Optional.ofNullable(cause.getMessage())
        .filter(message -> RULE.equals(cause.getReason()))
        .map(SENTENCE::matcher)
        .filter(match -> match.matches())
        .map(match -> match.group(1));
  }
}
