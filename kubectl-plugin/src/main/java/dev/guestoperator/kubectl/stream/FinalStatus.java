package dev.guestoperator.kubectl.stream;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusCause;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
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

  private static SessionEnd end(Status status) {
    if (SUCCESS.equals(status.getStatus())) {
      return new SessionEnd.Succeeded();
    }
    var message = Objects.requireNonNullElse(status.getMessage(), "session failed");
    var exitCode = exitCode(status);
    return exitCode.isPresent()
        ? new SessionEnd.Exited(exitCode.getAsInt(), message)
        : new SessionEnd.Failed(message);
  }

  private static OptionalInt exitCode(Status status) {
    return Stream.ofNullable(status.getDetails())
        .flatMap(details -> details.getCauses().stream())
        .filter(cause -> EXIT_CODE.equals(cause.getReason()))
        .map(StatusCause::getMessage)
        .filter(code -> code != null && code.matches("\\d{1,3}"))
        .mapToInt(Integer::parseInt)
        .findFirst();
  }

  /** The Status, if this is one. */
  static Optional<Status> parse(String json) {
    try {
      return Optional.ofNullable(Serialization.unmarshal(json, Status.class))
          .filter(status -> "Status".equals(status.getKind()) || status.getStatus() != null);
    } catch (RuntimeException notJson) {
      return Optional.empty();
    }
  }
}
