package dev.guestoperator.e2e.benchmark;

import java.util.Arrays;

/** Several measurements of one thing. */
record Figures(long... nanos) {
  double medianMillis() {
    var sorted = nanos.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2] / 1e6;
  }

  @Override
  public String toString() {
    var sorted = nanos.clone();
    Arrays.sort(sorted);
    return "%.0f ms (%.0f to %.0f, n=%d)"
        .formatted(medianMillis(), sorted[0] / 1e6, sorted[sorted.length - 1] / 1e6, sorted.length);
  }

  static void print(String what, Object figure, String reference, Object referenceFigure) {
    System.out.printf("%-34s %-32s %s: %s%n", what, figure, reference, referenceFigure);
  }
}
