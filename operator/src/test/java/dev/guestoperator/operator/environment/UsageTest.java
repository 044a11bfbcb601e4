package dev.guestoperator.operator.environment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.guestoperator.crds.environment.EnvironmentStatus.Used;
import dev.guestoperator.crds.guest.Guest;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import org.junit.jupiter.api.Test;

class UsageTest {
  private static final String RUNNING = "{phase: Running, nodeName: n1, memory: 1Gi}";
  private static final String STARTING = "{phase: Starting, nodeName: n1, memory: 512Mi}";
  private static final String OFF = "{phase: Stopped}";

  @Test
  void onlyGuestsThatAreOnTakeSomething() {
    var guests =
        List.of(
            guest("lab", "2Gi", RUNNING),
            guest("lab", "256Mi", STARTING),
            guest("lab", "8Gi", OFF));

    var usage = Usage.of("lab", guests);

    assertEquals(new Usage(3, 1, new Used(2L, 4L, new Quantity("2560Mi"))), usage);
  }

  @Test
  void aGuestThatWasHereBeforeDoesNotCount() {
    var guests = List.of(guest("lab", "1Gi", RUNNING), guest("home", "1Gi", RUNNING));

    assertEquals(1, Usage.of("lab", guests).guests());
    assertEquals(0, Usage.of("attic", guests).guests());
  }

  private static Guest guest(String environment, String memory, String status) {
    return Serialization.unmarshal(
        """
        ---
        kind: Guest
        metadata: {name: web}
        spec: {package: busybox, environment: %s, memory: %s, cpus: 2}
        status: %s
        """
            .formatted(environment, memory, status),
        Guest.class);
  }
}
