package dev.guestoperator.agent.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
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

  /** Nothing is told. */
  public static final BalloonStats NONE =
      new BalloonStats(null, null, null, null, null, null, null, null, null, null);

  /**
   * Whether any of them differs from what was told before by more than a share of that; one that
   * appears or vanishes does.
   *
   * @param share from 0, such as 0.05
   */
  public boolean movedFrom(BalloonStats before, double share) {
    var old = before.all();
    var now = all();
    return IntStream.range(0, now.size()).anyMatch(i -> moved(old.get(i), now.get(i), share));
  }

  private List<Long> all() {
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

  private static boolean moved(Long old, Long now, double share) {
    return old == null || now == null
        ? !Objects.equals(old, now)
        : Math.abs((double) now - old) > share * old;
  }
}
