package dev.guestoperator.agent.interrupt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UioDeviceTest {
  @Test
  void isFoundByTheNameThatItsDriverGives(@TempDir Path directory) throws Exception {
    var uio = UioStandIn.classDirectory(directory, "timer", "button", "button");

    assertEquals(Optional.of("uio1"), UioDevice.find(uio, "button"));
    assertEquals(Optional.empty(), UioDevice.find(uio, "butt"));
    assertEquals(Optional.empty(), UioDevice.find(uio.resolve("nowhere"), "button"));
  }

  @Test
  void tellsHowManyEventsCameSince() throws Exception {
    try (var standIn = new UioStandIn(-2);
        var device = standIn.device()) {
      standIn.count(-1);
      assertEquals(1, device.await());
      standIn.count(2);
      assertEquals(3, device.await());
    }
  }

  @Test
  void eachEventIsOneInterruptAndTheDeviceIsArmedAfterIt() throws Exception {
    var taken = new Taken();
    CompletableFuture<Exception> ended = new CompletableFuture<>();
    try (var standIn = new UioStandIn(0)) {
      var events = new UioEvents(standIn.device(), taken.line);
      Thread.ofVirtual()
          .start(() -> ended.complete(assertThrows(IOException.class, events::deliver)));

      assertEquals(1, standIn.written());
      for (var count = 1; count <= 20; count++) {
        standIn.count(count);
        assertEquals(1, standIn.written());
        assertEquals(count, taken.line.takenCount());
      }
      standIn.count(25);
      assertEquals(1, standIn.written());
      assertEquals(25, taken.line.takenCount());
    }
    assertEquals("the device is gone", ended.get(30, TimeUnit.SECONDS).getMessage());
  }

  private static final class Taken {
    private final InterruptLine line = new InterruptLine(this::report, Duration.ofMinutes(1));

    private void report() {
      line.taken();
    }
  }
}
