package dev.guestoperator.agent.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

class WireFormatTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void anEventNamesItsType() throws Exception {
    var line = JSON.writerFor(AgentEvent.class).writeValueAsString(new AgentEvent.Removed("u1"));

    assertEquals("{\"type\":\"removed\",\"uid\":\"u1\"}", line);
    assertEquals(new AgentEvent.Removed("u1"), JSON.readValue(line, AgentEvent.class));
  }

  @Test
  void desiredStateSurvivesTheWire() throws Exception {
    var desired =
        new DesiredGuest(
            "u1",
            "default",
            "hello",
            0,
            3,
            1,
            2,
            DesiredGuest.Power.ON,
            "busybox",
            268435456,
            1,
            List.of("quiet"),
            true,
            new DesiredGuest.Virtio(true, true, true, true, true, false, true),
            new DesiredGuest.Balloon(1024, 10, true, true),
            List.of(new DesiredGuest.Interrupt(5, null), new DesiredGuest.Interrupt(6, "sensor")),
            new DesiredGuest.Listeners(7, List.of(new DesiredGuest.Listener(9000, "logs"))),
            Accelerator.AUTO,
            30);

    var wire = JSON.writeValueAsString(desired);

    assertEquals("busybox", JSON.readTree(wire).get("package").asText());
    assertEquals("auto", JSON.readTree(wire).get("accelerator").asText());
    assertEquals(desired, JSON.readValue(wire, DesiredGuest.class));
  }
}
