package dev.guestoperator.operator.guest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Where guests go: each file of the directory is a case. */
class PlacementTest {
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  /** What is wanted, what there is, and the node or the refusal that follows. */
  private record Case(
      Placement.Want want, List<Placement.Offer> offers, String chosen, String refusal) {}

  static Stream<Path> cases() throws IOException {
    try (var files = Files.list(Path.of("src/test/resources/placement"))) {
      return files.sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void choosesOrSaysWhyNot(Path file) {
    // Given
    var given = read(file);

    // When
    var placement = Placement.choose(given.want(), given.offers());

    // Then
    var expected =
        given.chosen() == null
            ? new Placement.Unplaceable("Unschedulable", given.refusal())
            : new Placement.Chosen(given.chosen());
    assertEquals(expected, placement);
  }

  private static Case read(Path file) {
    try {
      return YAML.readValue(file.toFile(), Case.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
