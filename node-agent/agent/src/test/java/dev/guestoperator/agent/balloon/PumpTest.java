package dev.guestoperator.agent.balloon;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PumpTest {
  @ParameterizedTest
  @CsvSource({
    // wanted, pages of memory, bytes that the package needs, pages asked for
    "0, 65536, 134217728, 0",
    "100, 65536, 134217728, 100",
    "32768, 65536, 134217728, 32768",
    "32769, 65536, 134217728, 32768",
    "65535, 65536, 1, 65535",
    "65535, 65536, 4097, 65534",
    "100, 16384, 134217728, 0",
    "9223372036854775807, 65536, 4096, 65535",
    "9223372036854775807, 65536, 9223372036854775807, 0"
  })
  void leavesTheGuestWhatItsPackageNeeds(long wanted, long memory, long minimum, long pages) {
    assertEquals(pages, Pump.limit(wanted, memory, minimum));
  }
}
