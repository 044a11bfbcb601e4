package dev.guestoperator.vsock.fuzz;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestoperator.vsock.guest.DriverQueue;
import dev.guestoperator.vsock.guest.GuestMemory;
import dev.guestoperator.vsock.memory.GuestMemoryException;
import dev.guestoperator.vsock.memory.MemoryTable;
import dev.guestoperator.vsock.virtqueue.Chain;
import dev.guestoperator.vsock.virtqueue.QueueLayout;
import dev.guestoperator.vsock.virtqueue.Virtqueue;
import dev.guestoperator.vsock.virtqueue.VirtqueueException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Any rings: a queue takes them or says what is wrong, and touches nothing else. */
class QueueFuzzTest {
  private static final long SIZE = 1 << 16;

  @Test
  void anyRings() {
    try (var guest = GuestMemory.of(SIZE)) {
      Fuzzing.run("queue", seed -> oneCase(guest, new Wild(seed)));
    }
  }

  private static void oneCase(GuestMemory guest, Wild wild) {
    guest.segment().fill((byte) 0);
    var size = 1 << wild.below(9);
    var driver = new DriverQueue(guest, 16L * wild.below(64), size);
    describe(wild, driver, size);
    var split = 4096L * (1 + wild.below(14));
    try (var memory =
        MemoryTable.map(List.of(guest.region(0, split), guest.region(split, SIZE - split)))) {
      use(wild, driver, memory, size);
    } catch (VirtqueueException | GuestMemoryException refused) {
      assertTrue(refused.getMessage().length() > 10);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void describe(Wild wild, DriverQueue driver, int size) {
    for (var i = 0; i < size; i++) {
      driver.describe(i, wild.address(SIZE), wild.length(), wild.flags(), wild.index(size));
    }
    for (var i = 0; i < size; i++) {
      driver.offer(wild.index(size));
    }
    // Indirect tables may be anywhere, so everything that is left is made of descriptors too.
    for (var at = 1L << 15; at < SIZE; at += 16) {
      driver.describeAt(at, wild.address(SIZE), wild.length(), wild.flags(), wild.index(size));
    }
    driver.showIndex(wild.oneIn(20) ? wild.below(0x10000) : wild.below(size + 1));
  }

  private static void use(Wild wild, DriverQueue driver, MemoryTable memory, int size)
      throws IOException {
    var base = GuestMemory.USER_BASE;
    var layout =
        new QueueLayout(
            size,
            wild.oneIn(50) ? wild.edge() : base + driver.descriptorsAt(),
            wild.oneIn(50) ? wild.edge() : base + driver.availableAt(),
            wild.oneIn(50) ? wild.edge() : base + driver.usedAt());
    var queue = new Virtqueue(layout, memory, 0, wild.oneIn(2), !wild.oneIn(4));
    for (var left = queue.available(); left > 0; left = queue.available()) {
      var chain = queue.chain(wild.below(left));
      check(chain, size);
      queue.take(1);
      queue.giveBack(chain, 0);
      queue.publish();
    }
    queue.awaitKick();
  }

  private static void check(Chain chain, int size) {
    // One descriptor is in two regions at most here.
    assertTrue(chain.parts().length <= 2 * size);
    var bytes = Arrays.stream(chain.parts()).mapToLong(part -> part.byteSize()).sum();
    assertEquals(bytes, chain.readableBytes() + chain.writableBytes());
    for (var part : chain.parts()) {
      part.get(JAVA_BYTE, 0);
      part.get(JAVA_BYTE, part.byteSize() - 1);
    }
  }
}
