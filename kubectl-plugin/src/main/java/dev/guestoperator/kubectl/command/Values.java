package dev.guestoperator.kubectl.command;

import dev.guestoperator.crds.guest.GuestSpec.Accelerator;
import dev.guestoperator.crds.guest.GuestSpec.Interrupt;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The values of options, each refused with a sentence that says what to write. */
final class Values {
  private Values() {}

  static final class Bool implements ITypeConverter<Boolean> {
    @Override
    public Boolean convert(String word) {
      return switch (word) {
        case "true" -> true;
        case "false" -> false;
        default ->
            throw new TypeConversionException(
                "expects either 'true' or 'false'; received '%s'".formatted(word));
      };
    }
  }

  /** How many there may be is the API's to say. */
  static final class Count implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String word) {
      if (!word.matches("\\d{1,9}")) {
        throw new TypeConversionException("expects a number; received '%s'".formatted(word));
      }
      return Integer.valueOf(word);
    }
  }

  static final class Memory implements ITypeConverter<Quantity> {
    @Override
    public Quantity convert(String word) {
      if (!word.matches("\\d+(\\.\\d+)?([kMGTPE]|[KMGTPE]i|[eE][0-9]+)?")) {
        throw new TypeConversionException(
            "expects bytes or a quantity such as 512Mi; received '%s'".formatted(word));
      }
      return new Quantity(word);
    }
  }

  /** Which lines are free, and what can raise them, is the API's to say. */
  static final class InterruptLine implements ITypeConverter<Interrupt> {
    @Override
    public Interrupt convert(String word) {
      var parts = word.split("=", 2);
      if (!parts[0].matches("\\d{1,3}")) {
        throw new TypeConversionException(
            "expects a line such as 5, or 5=uio:NAME; received '%s'".formatted(word));
      }
      return new Interrupt(Integer.valueOf(parts[0]), parts.length > 1 ? parts[1] : null);
    }
  }

  static final class AcceleratorName implements ITypeConverter<Accelerator> {
    @Override
    public Accelerator convert(String word) {
      return Arrays.stream(Accelerator.values())
          .filter(accelerator -> word(accelerator).equals(word))
          .findFirst()
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "expects auto, kvm or tcg; received '%s'".formatted(word)));
    }
  }

  static final class AcceleratorNames implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Stream.of(Accelerator.values()).map(Values::word).iterator();
    }
  }

  private static String word(Accelerator accelerator) {
    return accelerator.name().toLowerCase(Locale.ROOT);
  }
}
