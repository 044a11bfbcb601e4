package dev.guestoperator.kubectl.command;

import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.OptionalLong;

/** Numbers of pages of 4 KiB, as a balloon counts them: 32 bits wide, unsigned (virtio 5.5). */
final class Pages {
  private static final long BYTES = 4096;
  private static final long MAX = 0xffff_ffffL;

  private Pages() {}

  /** Empty if that is no such number. */
  static OptionalLong parse(String word) {
    return word.matches("\\d{1,10}") && Long.parseLong(word) <= MAX
        ? OptionalLong.of(Long.parseLong(word))
        : OptionalLong.empty();
  }

  /** As many whole pages as fit; empty if that is more than a balloon can count. */
  static OptionalLong of(Quantity size) {
    var pages = Quantity.getAmountInBytes(size).divide(BigDecimal.valueOf(BYTES));
    return pages.compareTo(BigDecimal.valueOf(MAX)) <= 0
        ? OptionalLong.of(pages.setScale(0, RoundingMode.DOWN).longValueExact())
        : OptionalLong.empty();
  }

  static String text(long pages) {
    return "%d page%s (%d KiB)".formatted(pages, pages == 1 ? "" : "s", pages * BYTES / 1024);
  }
}
