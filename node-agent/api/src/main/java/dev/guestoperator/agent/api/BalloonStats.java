package dev.guestoperator.agent.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a guest tells of its memory (virtio 1.2, 5.5.6.3); what it does not tell is null.
 *
 * @param swapIn bytes
 * @param swapOut bytes
 * @param majorFaults count
 * @param minorFaults count
 * @param freeMemory bytes
 * @param totalMemory bytes
 * @param availableMemory bytes
 * @param diskCaches bytes
 * @param hugetlbAllocations count
 * @param hugetlbFailures count
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BalloonStats(
    Long swapIn,
    Long swapOut,
    Long majorFaults,
    Long minorFaults,
    Long freeMemory,
    Long totalMemory,
    Long availableMemory,
    Long diskCaches,
    Long hugetlbAllocations,
    Long hugetlbFailures) {

  /**
   * Whether a reader of the earlier ones should see these: a value differs from what it was by more
   * than a share of that, or is there now and was not, or the other way round.
   *
   * @param share 0.05 for five percent
   */
  public boolean movedFrom(BalloonStats before, double share) {
    var then = before.values();
    var now = values();
    return IntStream.range(0, now.size()).anyMatch(i -> moved(then.get(i), now.get(i), share));
  }

  private static boolean moved(Long then, Long now, double share) {
    return then == null || now == null
        ? (then == null) != (now == null)
        : Math.abs((double) now - then) > share * Math.abs((double) then);
  }

  private List<Long> values() {
    return Arrays.asList(
        swapIn,
        swapOut,
        majorFaults,
        minorFaults,
        freeMemory,
        totalMemory,
        availableMemory,
        diskCaches,
        hugetlbAllocations,
        hugetlbFailures);
  }
}
