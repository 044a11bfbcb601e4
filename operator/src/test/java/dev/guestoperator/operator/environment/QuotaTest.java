package dev.guestoperator.operator.environment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.guestoperator.crds.environment.EnvironmentSpec.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What limits allow: each file of the directory is a case. */
class QuotaTest {
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  private record Case(Limits limits, Share want, List<Share> others, String refusal) {}

  static Stream<Path> cases() throws IOException {
    try (var files = Files.list(Path.of("src/test/resources/quota"))) {
      return files.sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void allowsOrSaysWhyNot(Path file) throws IOException {
    var given = YAML.readValue(file.toFile(), Case.class);

    var refusal = Quota.exceeded("team-a", given.limits(), given.want(), given.others());

    assertEquals(Optional.ofNullable(given.refusal()), refusal);
  }
}
