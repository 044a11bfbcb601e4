package dev.guestoperator.agent.vmm.qemu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.guestoperator.agent.api.BalloonStats;
import dev.guestoperator.agent.vmm.Balloon.Told;
import java.io.IOException;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BalloonAnswersTest {
  /** As QEMU 10 sends it for a Linux guest, but for the order. */
  private static final String LINUX =
      """
      {"stats": {
        "stat-swap-in": 1, "stat-swap-out": 2, "stat-major-faults": 3, "stat-minor-faults": 4,
        "stat-free-memory": 5, "stat-total-memory": 6, "stat-available-memory": 7,
        "stat-disk-caches": 8, "stat-htlb-pgalloc": 9, "stat-htlb-pgfail": 10,
        "stat-oom-kills": 11, "stat-alloc-stalls": 12, "stat-async-scans": 13,
        "stat-direct-scans": 14, "stat-async-reclaims": 15, "stat-direct-reclaims": 16},
       "last-update": 1700000000}
      """;

  private static final BalloonStats NOTHING =
      new BalloonStats(null, null, null, null, null, null, null, null, null, null);

  @Test
  void tellsWhatTheGuestTold() throws Exception {
    assertEquals(
        new Told(
            new BalloonStats(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L),
            Instant.ofEpochSecond(1_700_000_000)),
        BalloonAnswers.told(json(LINUX)).orElseThrow());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "18446744073709551615",
        "9223372036854775808",
        "-1",
        "1.5",
        "\"5\"",
        "null",
        "[5]"
      })
  void whatIsNoNumberOfTheGuestsIsAbsent(String value) throws Exception {
    var junk = LINUX.replaceAll("(stat-[a-z-]+\"): [0-9]+", "$1: " + value);

    var told = BalloonAnswers.told(json(junk));

    assertEquals(NOTHING, told.orElseThrow().stats());
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "[]", "\"junk\"", "null"})
  void withoutStatisticsAllAreAbsent(String stats) throws Exception {
    var told = BalloonAnswers.told(json("{\"last-update\": 1, \"stats\": %s}".formatted(stats)));

    assertEquals(NOTHING, told.orElseThrow().stats());
  }

  @Test
  void aGuestThatHasNeverToldAnythingTellsNothing() throws Exception {
    assertTrue(BalloonAnswers.told(json(LINUX.replace("1700000000", "0"))).isEmpty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "7",
        "{\"last-update\": -1}",
        "{\"last-update\": 9223372036854775807}",
        "{\"last-update\": \"now\"}"
      })
  void aTimeThatIsNoneIsAFailure(String answer) {
    assertThrows(IOException.class, () -> BalloonAnswers.told(json(answer)));
  }

  @Test
  void whatIsNotLeftToTheGuestIsInTheBalloon() throws Exception {
    assertEquals(1000, BalloonAnswers.actual(json("{\"actual\": 3000}"), 4000));
    assertEquals(4000, BalloonAnswers.memory(json("{\"base-memory\": 4000}")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{}", "{\"actual\": 4001}", "{\"actual\": -1}", "{\"actual\": true}", "[]"})
  void aSizeThatCannotBeIsAFailure(String answer) {
    assertThrows(IOException.class, () -> BalloonAnswers.actual(json(answer), 4000));
  }

  private static JsonNode json(String text) throws JsonProcessingException {
    return new ObjectMapper().readTree(text);
  }
}
