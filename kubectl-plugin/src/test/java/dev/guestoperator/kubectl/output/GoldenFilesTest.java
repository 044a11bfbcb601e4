package dev.guestoperator.kubectl.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.guestoperator.crds.environment.Environment;
import dev.guestoperator.crds.guest.Guest;
import dev.guestoperator.crds.guest.GuestStatus;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each directory is a case: objects.yaml is what the API server has, every other file what one form
 * of output shows of it, byte for byte.
 */
class GoldenFilesTest {
  private static final Path CASES = Path.of("src/test/resources");
  private static final KubernetesSerialization YAML =
      new KubernetesSerialization(
          new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES), false);

  static Stream<Path> files() throws IOException {
    try (var files = Files.walk(CASES)) {
      var expected =
          files
              .filter(Files::isRegularFile)
              .filter(file -> !file.endsWith("objects.yaml"))
              .sorted()
              .toList();
      assertFalse(expected.isEmpty());
      return expected.stream();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void isShownAs(Path expected) throws IOException {
    var objects = objects(expected.resolveSibling("objects.yaml"));
    var guests = only(objects, Guest.class);
    var environments = only(objects, Environment.class);

    var shown =
        switch (expected.getFileName().toString()) {
          case "list.txt" -> Listing.of(environments, guests, false);
          case "list-A.txt" -> Listing.of(environments, guests, true);
          case "wide.txt" -> GuestTable.of(guests, false);
          case "wide-A.txt" -> GuestTable.of(guests, true);
          case "top.txt" -> MemoryTable.of(rows(guests), false);
          case "top-A.txt" -> MemoryTable.of(rows(guests), true);
          case "stats.txt" -> MemoryStatistics.of(guests.getFirst().getStatus().balloon().stats());
          case "list.json" -> Manifests.json(Manifests.list(objects));
          case "list.yaml" -> Manifests.yaml(Manifests.list(objects));
          case String unknown -> throw new AssertionError("nothing is shown as " + unknown);
        };

    assertEquals(Files.readString(expected), shown);
  }

  private static List<MemoryTable.Row> rows(List<Guest> guests) {
    return guests.stream()
        .map(
            guest ->
                new MemoryTable.Row(
                    guest, Optional.ofNullable(guest.getStatus()).map(GuestStatus::balloon)))
        .toList();
  }

  private static List<GenericKubernetesResource> objects(Path file) throws IOException {
    return Stream.of(Files.readString(file).split("(?m)^---\n"))
        .filter(text -> !text.isBlank())
        .map(text -> YAML.unmarshal(text, GenericKubernetesResource.class))
        .toList();
  }

  private static <T> List<T> only(List<GenericKubernetesResource> objects, Class<T> kind) {
    return objects.stream()
        .filter(object -> object.getKind().equals(kind.getSimpleName()))
        .map(object -> YAML.convertValue(object, kind))
        .toList();
  }
}
