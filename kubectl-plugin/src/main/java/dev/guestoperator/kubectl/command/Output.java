package dev.guestoperator.kubectl.command;

import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How {@code list} prints. */
enum Output {
  TREE,
  WIDE,
  JSON,
  YAML,
  NAME;

  private static Stream<Output> selectable() {
    return Arrays.stream(values()).filter(output -> output != TREE);
  }

  private String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static final class Converter implements ITypeConverter<Output> {
    @Override
    public Output convert(String word) {
      return selectable()
          .filter(output -> output.word().equals(word))
          .findFirst()
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "unknown output format '%s': write wide, json, yaml or name"
                          .formatted(word)));
    }
  }

  static final class Names implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return selectable().map(Output::word).iterator();
    }
  }
}
