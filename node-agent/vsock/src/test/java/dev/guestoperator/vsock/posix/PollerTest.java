package dev.guestoperator.vsock.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PollerTest {
  private static final long NEVER = -1;

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 50_000, 999_999, 1_000_000, 10_000_000})
  void waitsAtLeastSoLongForNothing(long nanos) throws Exception {
    try (var arena = Arena.ofConfined();
        var poller = new Poller(arena)) {
      var start = System.nanoTime();
      poller.poll(nanos);
      assertTrue(System.nanoTime() - start >= nanos);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 50_000, 999_999, 3_600_000_000_000L, NEVER})
  void tellsWhatIsReadyOnce(long nanos) throws Exception {
    try (var arena = Arena.ofConfined();
        var poller = new Poller(arena);
        var event = EventFd.open()) {
      var told = new AtomicInteger();
      poller.add(event.fd(), Poller.IN, events -> told.addAndGet(events));
      event.signal();

      poller.poll(nanos);
      poller.poll(0);

      assertEquals(Poller.IN, told.get());
    }
  }

  @Test
  void aDescriptorThatWasRemovedIsNotTold() throws Exception {
    try (var arena = Arena.ofConfined();
        var poller = new Poller(arena);
        var event = EventFd.open()) {
      var told = new AtomicInteger();
      var registration = poller.add(event.fd(), Poller.IN, events -> told.addAndGet(events));
      event.signal();
      poller.remove(registration);

      poller.poll(50_000);

      assertEquals(0, told.get());
    }
  }
}
