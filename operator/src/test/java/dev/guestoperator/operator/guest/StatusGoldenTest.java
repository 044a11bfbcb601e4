package dev.guestoperator.operator.guest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.guestoperator.agent.api.DesiredGuest;
import dev.guestoperator.agent.api.GuestReport;
import dev.guestoperator.crds.guest.Guest;
import dev.guestoperator.crds.guest.GuestStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each directory is a case: guest.yaml and report.yaml yield status.yaml, and what the user is told
 * of the change, news.yaml; guest.yaml yields what the agent is told, desired.yaml.
 */
class StatusGoldenTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final ObjectMapper YAML =
      new ObjectMapper(
              new YAMLFactory()
                  .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                  .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                  .disable(YAMLGenerator.Feature.SPLIT_LINES))
          .registerModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);

  static Stream<Path> statuses() throws IOException {
    return cases("status");
  }

  static Stream<Path> wishes() throws IOException {
    return cases("desired");
  }

  @ParameterizedTest
  @MethodSource("statuses")
  void reportBecomesStatus(Path dir) throws IOException {
    // Given
    var guest = YAML.readValue(dir.resolve("guest.yaml").toFile(), Guest.class);
    var report = YAML.readValue(dir.resolve("report.yaml").toFile(), GuestReport.class);

    // When
    var status = ReportedStatus.of(guest, report, NOW);

    // Then
    assertGolden(dir.resolve("status.yaml"), status);
    guest.setStatus(YAML.readValue(YAML.writeValueAsString(status), GuestStatus.class));
    assertEquals(guest.getStatus(), ReportedStatus.of(guest, report, NOW.plusSeconds(60)));
  }

  @ParameterizedTest
  @MethodSource("statuses")
  void changeBecomesNews(Path dir) throws IOException {
    // Given
    var guest = YAML.readValue(dir.resolve("guest.yaml").toFile(), Guest.class);
    var report = YAML.readValue(dir.resolve("report.yaml").toFile(), GuestReport.class);
    var before = guest.getStatus();
    var after = ReportedStatus.of(guest, report, NOW);

    // When
    var news = GuestNews.between(before, after);

    // Then
    assertGolden(dir.resolve("news.yaml"), news);
    assertEquals(List.of(), GuestNews.between(after, after));
  }

  @ParameterizedTest
  @MethodSource("wishes")
  void guestBecomesDesired(Path dir) throws IOException {
    // Given
    var guest = YAML.readValue(dir.resolve("guest.yaml").toFile(), Guest.class);

    // When
    DesiredGuest desired = DesiredGuests.of(guest, Optional.empty());

    // Then
    assertGolden(dir.resolve("desired.yaml"), desired);
  }

  private static void assertGolden(Path file, Object value) throws IOException {
    var actual = YAML.writeValueAsString(value);
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(file, actual);
    }
    assertEquals(Files.readString(file), actual, file + " (-Dgolden.update=true writes it)");
  }

  private static Stream<Path> cases(String kind) throws IOException {
    try (var dirs = Files.list(Path.of("src/test/resources", kind))) {
      var cases = dirs.sorted().toList();
      assertFalse(cases.isEmpty());
      return cases.stream();
    }
  }
}
