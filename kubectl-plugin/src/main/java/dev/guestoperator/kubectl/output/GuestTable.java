package dev.guestoperator.kubectl.output;

import dev.guestoperator.crds.guest.Guest;
import dev.guestoperator.crds.guest.GuestStatus;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Guests as an aligned table. */
public final class GuestTable {
  private static final String NONE = "<none>";
  private static final List<String> HEADER =
      List.of("NAMESPACE", "NAME", "ENV", "CID", "PACKAGE", "PHASE", "READY", "NODE", "MEMORY");

  private GuestTable() {}

  public static String of(List<Guest> guests, boolean withNamespace) {
    var rows =
        guests.stream()
            .sorted(
                Comparator.comparing((Guest g) -> g.getMetadata().getNamespace())
                    .thenComparing(g -> g.getMetadata().getName()))
            .map(GuestTable::row);
    return Columns.align(
        Stream.concat(Stream.of(HEADER), rows)
            .map(row -> withNamespace ? row : row.subList(1, row.size()))
            .toList());
  }

  private static List<String> row(Guest guest) {
    var spec = guest.getSpec();
    return Stream.of(
            guest.getMetadata().getNamespace(),
            guest.getMetadata().getName(),
            status(guest, GuestStatus::environmentId),
            status(guest, GuestStatus::cid),
            spec.packageName(),
            status(guest, s -> phase(s.phase())),
            status(guest, GuestTable::ready),
            status(guest, GuestStatus::nodeName),
            spec.memory())
        .map(cell -> Objects.toString(cell, NONE))
        .toList();
  }

  private static <T> T status(Guest guest, Function<GuestStatus, T> part) {
    return Optional.ofNullable(guest.getStatus()).map(part).orElse(null);
  }

  private static String phase(GuestStatus.Phase phase) {
    return phase == null ? null : Serialization.asJson(phase).replace("\"", "");
  }

  private static String ready(GuestStatus status) {
    return Optional.ofNullable(status.conditions()).orElse(List.of()).stream()
        .filter(condition -> "Ready".equals(condition.getType()))
        .map(Condition::getStatus)
        .findFirst()
        .orElse(null);
  }
}
