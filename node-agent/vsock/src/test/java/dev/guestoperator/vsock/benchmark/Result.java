package dev.guestoperator.vsock.benchmark;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * What was measured of one backend.
 *
 * @param failure instead of figures
 */
record Result<T>(List<T> figures, Optional<String> failure) {
  static final String NOTHING = "-";

  String show(String format, ToDoubleFunction<List<T>> figure) {
    return failure.orElseGet(
        () -> String.format(Locale.ROOT, format, figure.applyAsDouble(figures)));
  }

  /** The first of two beside the second, if there are two figures. */
  static <T> String ratio(List<Result<T>> results, ToDoubleFunction<List<T>> figure) {
    if (results.size() < 2 || results.stream().anyMatch(result -> result.failure.isPresent())) {
      return NOTHING;
    }
    var ours = figure.applyAsDouble(results.get(0).figures);
    var peers = figure.applyAsDouble(results.get(1).figures);
    return peers == 0 ? NOTHING : String.format(Locale.ROOT, "%.2f", ours / peers);
  }

  static double median(double... values) {
    var sorted = values.clone();
    java.util.Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
