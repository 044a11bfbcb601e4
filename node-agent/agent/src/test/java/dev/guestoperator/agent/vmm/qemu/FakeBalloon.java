package dev.guestoperator.agent.vmm.qemu;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/** The balloon of a QEMU of 256 MiB, which outlives connections, and what can be wrong with it. */
final class FakeBalloon {
  static final long MEMORY = 256L << 20;

  private static final long STEP = 32L << 20;
  private static final String STATS =
      "{\"last-update\": 1700000000, \"stats\": {\"stat-free-memory\": 1000,"
          + " \"stat-swap-in\": 18446744073709551615}}";

  enum Fault {
    NONE,
    /** It is not done. */
    LOSES_THE_FIRST_TARGETS,
    REFUSES_THE_FIRST_TARGETS,
    REFUSES_THE_FIRST_QUESTIONS,
    TELLS_JUNK,
    /** The guest never answers. */
    TELLS_NOTHING,
    HANGS_UP_HALF_WAY
  }

  private final Fault fault;
  private int left = 3;
  private long target = MEMORY;
  private long actual = MEMORY;
  private long period;

  FakeBalloon(Fault fault) {
    this.fault = fault;
  }

  synchronized long pages() {
    return (MEMORY - actual) / 4096;
  }

  synchronized long period() {
    return period;
  }

  /** Once. */
  synchronized boolean hangsUp() {
    return fault == Fault.HANGS_UP_HALF_WAY && actual < MEMORY && left-- == 3;
  }

  /**
   * @return empty if it refuses
   */
  synchronized Optional<String> answer(String command, JsonNode arguments) {
    return switch (command) {
      case "query-memory-size-summary" -> Optional.of("{\"base-memory\": %d}".formatted(MEMORY));
      case "query-balloon" -> query();
      case "balloon" -> set(arguments.path("value").longValue());
      case "qom-set" -> {
        period = arguments.path("value").longValue();
        yield Optional.of("{}");
      }
      case "qom-get" -> Optional.of(stats());
      default -> Optional.of("{}");
    };
  }

  private Optional<String> query() {
    if (fault == Fault.REFUSES_THE_FIRST_QUESTIONS && left-- > 0) {
      return Optional.empty();
    }
    actual += Math.clamp(target - actual, -STEP, STEP);
    return Optional.of("{\"actual\": %d}".formatted(actual));
  }

  private Optional<String> set(long value) {
    if (fault == Fault.REFUSES_THE_FIRST_TARGETS && left-- > 0) {
      return Optional.empty();
    }
    if (fault != Fault.LOSES_THE_FIRST_TARGETS || left-- <= 0) {
      target = value;
    }
    return Optional.of("{}");
  }

  private String stats() {
    return switch (fault) {
      case TELLS_JUNK -> "[\"junk\", {}]";
      case TELLS_NOTHING -> STATS.replace("1700000000", "0");
      default -> STATS;
    };
  }
}
