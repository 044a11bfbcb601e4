package dev.guestoperator.kubectl.output;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Aligns cells in columns, three blanks apart as kubectl does. */
final class Columns {
  private static final String GAP = "   ";

  private Columns() {}

  static String align(List<List<String>> rows) {
    var widths =
        IntStream.range(0, rows.getFirst().size())
            .map(column -> rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0))
            .toArray();
    return rows.stream().map(row -> line(row, widths)).collect(Collectors.joining());
  }

  private static String line(List<String> row, int[] widths) {
    return IntStream.range(0, row.size())
            .mapToObj(i -> row.get(i) + " ".repeat(widths[i] - row.get(i).length()))
            .collect(Collectors.joining(GAP))
            .stripTrailing()
        + "\n";
  }
}
