package dev.guestoperator.agent.http;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.guestoperator.agent.DesiredGuests;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(SimulatedNode.class)
class RegistrationTest {
  @TestHTTPResource(tls = true)
  URI agent;

  @Test
  void theAgentRegistersAndTellsWhatChangesAlsoAfterARefusal() throws Exception {
    var guest = DesiredGuests.on("simulated");
    var registrations = SimulatedNode.operator.registrations();
    await().atMost(Duration.ofSeconds(60)).until(() -> !registrations.isEmpty());
    var first = registrations.getFirst();
    SimulatedNode.operator.refuseNext(2);

    try (var operator =
        new TestOperator(agent, SimulatedNode.certificates.client("guest-operator"))) {
      operator.put(guest.get());
      var free = TestOperator.JSON.readTree(operator.get("/v1/node").body()).at("/pool/free");

      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> registrations.getLast().facts().pool().free() == free.asLong());
      await().untilAsserted(() -> assertEquals(204, operator.delete(guest.uid(), 1).statusCode()));
    }
    assertEquals("CN=guest-agent:node-1", first.peer());
    assertEquals("/v1/nodes/node-1", first.path());
    assertEquals("127.0.0.1:" + agent.getPort(), first.facts().address());
  }
}
