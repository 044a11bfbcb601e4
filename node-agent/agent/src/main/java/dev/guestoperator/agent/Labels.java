package dev.guestoperator.agent;

import java.util.Map;
import java.util.TreeMap;

/** Labels of the node, written as KEY=VALUE,KEY=VALUE. */
public record Labels(Map<String, String> values) {
  /**
   * Called by the configuration.
   *
   * @throws IllegalArgumentException if they are none
   */
  public static Labels parse(CharSequence text) {
    var values = new TreeMap<String, String>();
    for (var label : text.toString().split(",")) {
      var parts = label.strip().split("=", 2);
      if (parts.length != 2 || parts[0].isEmpty()) {
        throw new IllegalArgumentException(
            "'%s' is no label; write KEY=VALUE, with a comma between two".formatted(label));
      }
      values.put(parts[0], parts[1]);
    }
    return new Labels(Map.copyOf(values));
  }
}
