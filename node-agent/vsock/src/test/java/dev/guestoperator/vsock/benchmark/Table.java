package dev.guestoperator.vsock.benchmark;

import java.util.Collections;
import java.util.List;

/** Prints rows as Markdown has them, each when it is known. */
final class Table {
  private final List<String> titles;

  Table(String... titles) {
    this.titles = List.of(titles);
    System.out.println();
    row(titles);
    row(Collections.nCopies(titles.length, "---").toArray(String[]::new));
  }

  void row(String... cells) {
    var line = new StringBuilder("|");
    for (var i = 0; i < cells.length; i++) {
      line.append((" %-" + titles.get(i).length() + "s |").formatted(cells[i]));
    }
    System.out.println(line);
  }
}
