package dev.guestoperator.kubectl.config;

import java.io.IOException;
import java.net.ConnectException;
import java.util.Objects;
import java.util.stream.Stream;

/** Says that, and why, no API server answered. */
public final class Unreachable {
  private Unreachable() {}

  public static String sentence(Cluster cluster, Throwable cause) {
    return "cannot reach the API server at %s: %s; check the kubeconfig and --context"
        .formatted(cluster.config().getMasterUrl(), reason(cause));
  }

  /** What the network said: the innermost such cause is the most exact. */
  private static String reason(Throwable e) {
    var causes = Stream.iterate(e, Objects::nonNull, Throwable::getCause).toList();
    if (causes.stream().anyMatch(ConnectException.class::isInstance)) {
      return "connection refused";
    }
    return causes.stream()
        .filter(IOException.class::isInstance)
        .reduce((outer, inner) -> inner)
        .map(Unreachable::text)
        .orElse(String.valueOf(e.getMessage()));
  }

  private static String text(Throwable e) {
    return Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName());
  }
}
