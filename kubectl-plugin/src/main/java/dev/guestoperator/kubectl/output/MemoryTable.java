package dev.guestoperator.kubectl.output;

import dev.guestoperator.crds.guest.Guest;
import dev.guestoperator.crds.guest.GuestStatus;
import dev.guestoperator.crds.guest.GuestStatus.Balloon;
import dev.guestoperator.crds.guest.GuestStatus.Stats;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The memory of guests as an aligned table, in Mi. */
public final class MemoryTable {
  private static final String NONE = "-";
  private static final long MEBIBYTE = 1024 * 1024;
  private static final long PAGE = 4096;
  private static final List<String> HEADER =
      List.of("NAMESPACE", "NAME", "MEMORY", "USED", "AVAILABLE", "BALLOON", "TARGET");

  private MemoryTable() {}

  /** A guest and its balloon, if it has one now. */
  public record Row(Guest guest, Optional<Balloon> balloon) {}

  public static String of(List<Row> guests, boolean withNamespace) {
    var rows =
        guests.stream()
            .sorted(
                Comparator.comparing((Row row) -> row.guest.getMetadata().getNamespace())
                    .thenComparing(row -> row.guest.getMetadata().getName()))
            .map(MemoryTable::cells);
    return Columns.align(
        Stream.concat(Stream.of(HEADER), rows)
            .map(row -> withNamespace ? row : row.subList(1, row.size()))
            .toList());
  }

  private static List<String> cells(Row row) {
    var memory = memory(row.guest);
    var balloon = row.balloon.map(Balloon::actualPages).map(pages -> pages * PAGE);
    var available = row.balloon.map(Balloon::stats).map(Stats::availableMemory);
    // Whether total-memory counts what is in the balloon depends on the guest; this does not.
    var used =
        memory.flatMap(
            all -> balloon.flatMap(b -> available.map(free -> Math.max(0, all - b - free))));
    return List.of(
        row.guest.getMetadata().getNamespace(),
        row.guest.getMetadata().getName(),
        mebibytes(memory),
        mebibytes(used),
        mebibytes(available),
        mebibytes(balloon),
        mebibytes(row.balloon.map(Balloon::targetPages).map(pages -> pages * PAGE)));
  }

  /** What it runs with or, while it does not run, what it will. */
  private static Optional<Long> memory(Guest guest) {
    return Optional.ofNullable(guest.getStatus())
        .map(GuestStatus::memory)
        .or(() -> Optional.ofNullable(guest.getSpec().memory()))
        .map(quantity -> Quantity.getAmountInBytes(quantity).longValue());
  }

  private static String mebibytes(Optional<Long> bytes) {
    return bytes.map(number -> number / MEBIBYTE + "Mi").orElse(NONE);
  }
}
