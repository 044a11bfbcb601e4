package dev.guestoperator.kubectl.output;

import dev.guestoperator.crds.guest.GuestStatus.Stats;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * What a guest tells of its memory, a line for each, in the form and order of Fuchsia's tool; what
 * it does not tell is left out.
 */
public final class MemoryStatistics {
  private MemoryStatistics() {}

  public static String of(Stats stats) {
    var values = new LinkedHashMap<String, Long>();
    values.put("swap-in", stats.swapIn());
    values.put("swap-out", stats.swapOut());
    values.put("major-faults", stats.majorFaults());
    values.put("minor-faults", stats.minorFaults());
    values.put("free-memory", stats.freeMemory());
    values.put("total-memory", stats.totalMemory());
    values.put("available-memory", stats.availableMemory());
    values.put("disk-caches", stats.diskCaches());
    values.put("hugetlb-allocations", stats.hugetlbAllocations());
    values.put("hugetlb-failures", stats.hugetlbFailures());
    return values.entrySet().stream()
        .filter(value -> Objects.nonNull(value.getValue()))
        .map(MemoryStatistics::line)
        .collect(Collectors.joining());
  }

  private static String line(Map.Entry<String, Long> value) {
    return "%-21s%d\n".formatted(value.getKey() + ":", value.getValue());
  }
}
