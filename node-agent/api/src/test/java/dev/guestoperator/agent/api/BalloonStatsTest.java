package dev.guestoperator.agent.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BalloonStatsTest {
  @ParameterizedTest
  @CsvSource({
    "1000, 1000, false",
    "1000, 1050, false",
    "1000, 1051, true",
    "1000, 949, true",
    "0, 0, false",
    "0, 1, true",
    "1, 0, true",
    ", 0, true",
    "0, , true",
    ", , false",
    "9223372036854775807, 0, true",
    "9223372036854775807, 9223372036854775806, false"
  })
  void aValueMovesByMoreThanAShare(Long then, Long now, boolean moved) {
    assertEquals(moved, free(now).movedFrom(free(then), 0.05));
  }

  @Test
  void anyValueCounts() {
    var before = new BalloonStats(1L, 1L, 1L, 1L, 1L, 1L, 1L, 1L, 1L, 1L);

    assertFalse(before.movedFrom(before, 0.05));
    assertTrue(new BalloonStats(2L, 1L, 1L, 1L, 1L, 1L, 1L, 1L, 1L, 1L).movedFrom(before, 0.05));
    assertTrue(new BalloonStats(1L, 1L, 1L, 1L, 1L, 1L, 1L, 1L, 1L, 2L).movedFrom(before, 0.05));
  }

  private static BalloonStats free(Long free) {
    return new BalloonStats(null, null, null, null, free, null, null, null, null, null);
  }
}
