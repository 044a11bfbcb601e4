package dev.guestoperator.agent.http;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.guestoperator.agent.DesiredGuests;
import dev.guestoperator.agent.api.DesiredGuest;
import dev.guestoperator.agent.api.DesiredGuest.Interrupt;
import dev.guestoperator.agent.api.GuestState;
import dev.guestoperator.agent.api.Raised;
import dev.guestoperator.agent.vmm.Vmm;
import dev.guestoperator.agent.vmm.simulated.Fault;
import dev.guestoperator.agent.vmm.simulated.SimulatedVmm;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(SimulatedNode.class)
class InterruptsTest {
  @TestHTTPResource(tls = true)
  URI agent;

  @Inject Vmm vmm;
  @Inject MeterRegistry meters;

  private final DesiredGuests guest = DesiredGuests.on("simulated");
  private TestOperator operator;

  @BeforeEach
  void start() throws Exception {
    operator = new TestOperator(agent, SimulatedNode.certificates.client("guest-operator"));
    operator.put(with(new Interrupt(5, null), new Interrupt(6, "sensor")));
    awaitState(GuestState.RUNNING);
  }

  @AfterEach
  void remove() throws Exception {
    ((SimulatedVmm) vmm).setFaults();
    operator.delete(guest.uid(), 1);
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> operator.get("/v1/guests/" + guest.uid()).statusCode() == 404);
    operator.close();
  }

  @Test
  void whatIsRaisedOneByOneIsTakenAndCounted() throws Exception {
    var raised = raise(guest.uid(), "5", "1000");

    assertEquals(new Raised(1000, 1000), TestOperator.JSON.readValue(raised.body(), Raised.class));
    assertEquals(1000, count("guest.interrupts.requested"));
    assertEquals(1000, count("guest.interrupts.taken"));
  }

  @Test
  void aGuestThatDoesNotTakeOneIsNotAskedForMore() throws Exception {
    ((SimulatedVmm) vmm).setFaults(Fault.INTERRUPTS_NOT_TAKEN);

    var raised = raise(guest.uid(), "5", "10");

    assertEquals(new Raised(1, 0), TestOperator.JSON.readValue(raised.body(), Raised.class));
    assertEquals(1, count("guest.interrupts.requested"));
    assertEquals(0, count("guest.interrupts.taken"));
  }

  @ParameterizedTest
  @CsvSource({
    "6, 1, 409, NoSuchLine",
    "7, 1, 409, NoSuchLine",
    "5, 0, 400, Invalid",
    "5, 1001, 400, Invalid",
    "5, x, 404, NotFound"
  })
  void whatCannotBeRaisedIsRefused(String line, String count, int status, String reason)
      throws Exception {
    var answer = raise(guest.uid(), line, count);

    assertEquals(status, answer.statusCode());
    assertEquals(reason, TestOperator.refusal(answer).reason());
  }

  @Test
  void anUnknownGuestHasNoLines() throws Exception {
    assertEquals(404, raise("0b8f7a3e-61c5-4c5c-9d5b-3f1d8a2f6c10", "5", "1").statusCode());
  }

  @Test
  void aGuestThatIsOffHasNoLinesAndNoMeters() throws Exception {
    operator.put(guest.off(0).get());
    awaitState(GuestState.STOPPED);

    var answer = raise(guest.uid(), "5", "1");

    assertEquals("NotRunning", TestOperator.refusal(answer).reason());
    assertEquals(0, meters.find("guest.interrupts.taken").meters().size());
  }

  @ParameterizedTest
  @CsvSource({"4,", "24,", "5, ../mem"})
  void linesThatTheMachineHasTakenAreRefused(int line, String uio) throws Exception {
    var answer = operator.tryPut(with(new Interrupt(line, uio)));

    assertEquals(400, answer.statusCode());
  }

  private HttpResponse<String> raise(String uid, String line, String count) throws Exception {
    return operator.post("/v1/guests/" + uid + "/interrupts/" + line + "?count=" + count);
  }

  private double count(String meter) {
    return meters.get(meter).tag("line", "5").functionCounter().count();
  }

  private void awaitState(GuestState state) {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> operator.guest(guest.uid()).state() == state);
  }

  private DesiredGuest with(Interrupt... interrupts) {
    var plain = guest.get();
    return new DesiredGuest(
        plain.uid(),
        plain.namespace(),
        plain.name(),
        plain.environmentId(),
        plain.cid(),
        plain.epoch(),
        plain.generation(),
        plain.power(),
        plain.packageName(),
        plain.memoryBytes(),
        plain.cpus(),
        plain.cmdlineAdd(),
        plain.defaultNet(),
        plain.virtio(),
        plain.balloon(),
        List.of(interrupts),
        plain.listeners(),
        plain.accelerator(),
        plain.gracePeriodSeconds());
  }
}
