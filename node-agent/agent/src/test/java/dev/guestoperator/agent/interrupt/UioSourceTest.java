package dev.guestoperator.agent.interrupt;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class UioSourceTest {
  private final InterruptLine line = new InterruptLine(this::take, Duration.ofMinutes(1));

  @Test
  void aDeviceThatGoesIsLookedForAgain() throws Exception {
    try (var first = new UioStandIn(0);
        var second = new UioStandIn(7)) {
      var there = new ArrayDeque<>(List.of(first.device(), second.device()));
      try (var _ = UioSource.start("sensor", line, name -> next(there))) {
        assertEquals(1, first.written());
        first.count(1);
        assertEquals(1, first.written());

        first.unplug();

        assertEquals(1, second.written());
        second.count(9);
        assertEquals(1, second.written());
        assertEquals(3, line.takenCount());
      }
    }
  }

  @Test
  void aClosedSourceLetsItsDeviceGo() throws Exception {
    try (var standIn = new UioStandIn(0)) {
      var there = new ArrayDeque<>(List.of(standIn.device()));
      var source = UioSource.start("sensor", line, name -> next(there));
      assertEquals(1, standIn.written());

      source.close();

      await().untilAsserted(() -> assertThrows(IOException.class, standIn::written));
    }
  }

  private static UioDevice next(Queue<UioDevice> devices) throws IOException {
    if (devices.isEmpty()) {
      throw new FileNotFoundException("no device");
    }
    return devices.remove();
  }

  private void take() {
    line.taken();
  }
}
