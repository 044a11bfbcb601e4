package dev.guestoperator.operator;

import static dev.guestoperator.operator.Cluster.patiently;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestoperator.crds.guest.Guest;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventRecorderTest {
  private final FakeApiServer server = new FakeApiServer(List.of(Guest.class));
  private final KubernetesClient client = server.newClient();
  private final EventRecorder recorder = new EventRecorder(client);

  @AfterEach
  void stop() {
    recorder.stop(null);
    client.close();
    server.close();
  }

  @Test
  void theSameTroubleToldAgainIsOneEventThatCounts() {
    // When
    recorder.warning(guest("web"), "AgentRefused", "Install busybox.");
    patiently().until(() -> events().size() == 1);
    var first = events().getFirst();
    recorder.warning(guest("web"), "AgentRefused", "Install busybox.");
    recorder.warning(guest("web"), "AgentRefused", "Install busybox.");

    // Then
    patiently().until(() -> events().getFirst().getCount() == 3);
    var last = events().getFirst();
    assertEquals(1, events().size());
    assertEquals(1, first.getCount());
    assertEquals(first.getFirstTimestamp(), last.getFirstTimestamp());
    assertTrue(time(last).isAfter(time(first)), last.getLastTimestamp());
  }

  @Test
  void anotherMessageReasonOrGuestIsAnotherEvent() {
    recorder.warning(guest("web"), "AgentRefused", "Install busybox.");
    recorder.warning(guest("web"), "AgentRefused", "Install debian.");
    recorder.warning(guest("web"), "Failed", "Install busybox.");
    recorder.warning(guest("db"), "AgentRefused", "Install busybox.");

    patiently().until(() -> events().size() == 4);
    assertTrue(events().stream().allMatch(event -> event.getCount() == 1), () -> "" + events());
  }

  @Test
  void theNextOperatorGoesOnCounting() {
    // Given
    recorder.warning(guest("web"), "AgentRefused", "Install busybox.");
    recorder.warning(guest("web"), "AgentRefused", "Install busybox.");
    patiently().until(() -> !events().isEmpty() && events().getFirst().getCount() == 2);
    var first = events().getFirst();
    recorder.stop(null);

    // When
    var next = new EventRecorder(client);
    next.warning(guest("web"), "AgentRefused", "Install busybox.");

    // Then
    patiently().until(() -> events().getFirst().getCount() == 3);
    assertEquals(first.getFirstTimestamp(), events().getFirst().getFirstTimestamp());
    next.stop(null);
  }

  private List<Event> events() {
    return client.v1().events().inNamespace("default").list().getItems();
  }

  private static Instant time(Event event) {
    return Instant.parse(event.getLastTimestamp());
  }

  private static Guest guest(String name) {
    var guest = new Guest();
    guest.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace("default")
            .withName(name)
            .withUid("uid-of-" + name)
            .build());
    return guest;
  }
}
