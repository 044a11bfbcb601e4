package dev.guestoperator.agent;

import java.util.Map;
import java.util.regex.Pattern;

/** An amount of bytes, as Kubernetes writes them: 1Gi, 512Mi, 1500M, 4096. */
public record Quantity(long bytes) {
  private static final Pattern FORM = Pattern.compile("([0-9]{1,15})(Ki|Mi|Gi|Ti|k|M|G|T)?");
  private static final Map<String, Long> UNITS =
      Map.of(
          "Ki",
          1L << 10,
          "Mi",
          1L << 20,
          "Gi",
          1L << 30,
          "Ti",
          1L << 40, //
          "k",
          1_000L,
          "M",
          1_000_000L,
          "G",
          1_000_000_000L,
          "T",
          1_000_000_000_000L);

  /**
   * Called by the configuration.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static Quantity parse(CharSequence text) {
    var matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'%s' is no amount of memory; write 4Gi, say".formatted(text));
    }
    var unit = matcher.group(2) == null ? 1L : UNITS.get(matcher.group(2));
    return new Quantity(Math.multiplyExact(Long.parseLong(matcher.group(1)), unit));
  }
}
