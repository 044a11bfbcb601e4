package dev.guestoperator.kubectl.command;

import dev.guestoperator.kubectl.output.Manifests;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How a command prints: as people read it, or as a program does. */
enum Format {
  TEXT,
  JSON,
  YAML;

  String print(Map<String, String> versions) {
    return switch (this) {
      case JSON -> Manifests.json(versions);
      case YAML -> Manifests.yaml(versions);
      case TEXT ->
          versions.entrySet().stream()
              .map(entry -> title(entry.getKey()) + ": " + entry.getValue() + "\n")
              .collect(Collectors.joining());
    };
  }

  /** clientVersion becomes Client Version. */
  private static String title(String key) {
    return Character.toUpperCase(key.charAt(0)) + key.substring(1).replaceAll("([A-Z])", " $1");
  }

  static final class Names implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return List.of("json", "yaml").iterator();
    }
  }

  static final class Converter implements ITypeConverter<Format> {
    @Override
    public Format convert(String word) {
      return switch (word) {
        case "json" -> JSON;
        case "yaml" -> YAML;
        default ->
            throw new TypeConversionException(
                "unknown output format '%s': write json or yaml".formatted(word));
      };
    }
  }
}
