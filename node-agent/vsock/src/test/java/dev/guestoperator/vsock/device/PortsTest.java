package dev.guestoperator.vsock.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import org.junit.jupiter.api.Test;

class PortsTest {
  private static final int ALL = 16384;
  private final Ports ports = new Ports(5);

  @Test
  void everyPortOnceAndOnlyThose() {
    var taken = new HashSet<Long>();
    for (var i = 0; i < ALL; i++) {
      taken.add(ports.take(0).getAsLong());
    }
    assertEquals(ALL, taken.size());
    assertTrue(taken.stream().allMatch(port -> port >= 49152 && port <= 65535));
    assertTrue(ports.take(0).isEmpty());
    ports.giveBack(50000, true, 0);
    assertEquals(50000, ports.take(0).getAsLong());
  }

  @Test
  void aPortThatEndedUncleanRests() {
    for (var i = 0; i < ALL; i++) {
      ports.take(0);
    }
    ports.giveBack(50000, false, 0);
    var rest = Ports.REST.toNanos();
    assertTrue(ports.take(rest - 1).isEmpty());
    assertEquals(50000, ports.take(rest).getAsLong());
  }

  @Test
  void portsTakeTurns() {
    var first = ports.take(0).getAsLong();
    ports.giveBack(first, true, 0);
    assertFalse(ports.take(0).getAsLong() == first);
  }
}
