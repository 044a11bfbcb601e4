package dev.guestoperator.operator.guest;

import dev.guestoperator.crds.guest.Guest;
import dev.guestoperator.crds.guest.GuestStatus.Phase;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Locale;

/** How many guests are in each phase. */
@ApplicationScoped
public class GuestMeters {
  private final GuestLookup guests;
  private final MeterRegistry meters;

  GuestMeters(GuestLookup guests, MeterRegistry meters) {
    this.guests = guests;
    this.meters = meters;
  }

  void start(@Observes StartupEvent startup) {
    for (var phase : Phase.values()) {
      Gauge.builder("guest.operator.guests", () -> count(phase))
          .description("Guests, by phase.")
          .tag("phase", label(phase))
          .register(meters);
    }
  }

  private long count(Phase phase) {
    return guests.all().filter(guest -> phase(guest) == phase).count();
  }

  /** One that nobody has looked at yet is as pending as one that waits for a node. */
  private static Phase phase(Guest guest) {
    var status = guest.getStatus();
    return status == null || status.phase() == null ? Phase.PENDING : status.phase();
  }

  /** As users see it, such as Pending. */
  private static String label(Phase phase) {
    return phase.name().charAt(0) + phase.name().substring(1).toLowerCase(Locale.ROOT);
  }
}
