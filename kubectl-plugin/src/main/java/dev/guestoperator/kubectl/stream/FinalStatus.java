package dev.guestoperator.kubectl.stream;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusCause;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads the Status objects that end or refuse a session. */
final class FinalStatus {
  private static final String SUCCESS = "Success";
  private static final String EXIT_CODE = "ExitCode";

  private FinalStatus() {}

  static SessionEnd end(String json) {
    return parse(json)
        .<SessionEnd>map(FinalStatus::end)
        .orElseGet(() -> new SessionEnd.Lost("its last word was no Status"));
  }

  /** The message of a Status, if this is one with a message. */
  static Optional<String> message(String json) {
    return parse(json).map(Status::getMessage);
  }

  private static SessionEnd end(Status status) {
    return SUCCESS.equals(status.getStatus())
        ? new SessionEnd.Succeeded()
        : new SessionEnd.Failed(
            exitCode(status), Objects.requireNonNullElse(status.getMessage(), "session failed"));
  }

  private static int exitCode(Status status) {
    return Stream.ofNullable(status.getDetails())
        .flatMap(details -> details.getCauses().stream())
        .filter(cause -> EXIT_CODE.equals(cause.getReason()))
        .map(StatusCause::getMessage)
        .filter(code -> code != null && code.matches("\\d{1,3}"))
        .mapToInt(Integer::parseInt)
        .findFirst()
        .orElse(1);
  }

  private static Optional<Status> parse(String json) {
    try {
      return Optional.ofNullable(Serialization.unmarshal(json, Status.class))
          .filter(status -> "Status".equals(status.getKind()) || status.getStatus() != null);
    } catch (RuntimeException notJson) {
      return Optional.empty();
    }
  }
}
