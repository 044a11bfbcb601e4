package dev.guestoperator.vsock.virtqueue;

import static dev.guestoperator.vsock.guest.DriverQueue.INDIRECT;
import static dev.guestoperator.vsock.guest.DriverQueue.NEXT;
import static dev.guestoperator.vsock.guest.DriverQueue.WRITE;
import static dev.guestoperator.vsock.guest.GuestMemory.GUEST_BASE;
import static dev.guestoperator.vsock.guest.GuestMemory.USER_BASE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestoperator.vsock.guest.DriverQueue;
import dev.guestoperator.vsock.guest.GuestMemory;
import dev.guestoperator.vsock.memory.GuestMemoryException;
import dev.guestoperator.vsock.memory.MemoryTable;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class VirtqueueTest {
  private static final int SIZE = 8;
  private static final long BUFFERS = GUEST_BASE + 4096;
  private static final long TABLE_OFFSET = 8192;

  private final GuestMemory guest = GuestMemory.of(1 << 16);
  private final DriverQueue driver = new DriverQueue(guest, 0, SIZE);
  private MemoryTable memory;
  private Virtqueue queue;

  @BeforeEach
  void open() throws IOException {
    // Two regions, so that a buffer can lie in both.
    memory =
        MemoryTable.map(List.of(guest.region(0, 4096 + 64), guest.region(4096 + 64, 4096 * 4)));
    queue = queue(true, true);
  }

  @AfterEach
  void close() {
    memory.close();
    guest.close();
  }

  private Virtqueue queue(boolean eventIndex, boolean indirect) throws IOException {
    var layout =
        new QueueLayout(
            SIZE,
            USER_BASE + driver.descriptorsAt(),
            USER_BASE + driver.availableAt(),
            USER_BASE + driver.usedAt());
    return new Virtqueue(layout, memory, 0, eventIndex, indirect);
  }

  private Chain offered(int head) throws IOException {
    driver.offer(head);
    driver.show();
    assertEquals(1, queue.available());
    return queue.chain(0);
  }

  private static long[] sizes(Chain chain) {
    return Arrays.stream(chain.parts()).mapToLong(part -> part.byteSize()).toArray();
  }

  @Test
  void aChainOfReadableAndWritableBuffers() throws IOException {
    driver.describe(3, BUFFERS, 10, NEXT, 5);
    driver.describe(5, BUFFERS + 10, 20, NEXT | WRITE, 1);
    driver.describe(1, BUFFERS + 30, 4, WRITE, 0);
    var chain = offered(3);
    assertEquals(3, chain.head());
    assertEquals(1, chain.readable());
    assertEquals(10, chain.readableBytes());
    assertEquals(24, chain.writableBytes());
    assertEquals(List.of(10L, 20L, 4L), Arrays.stream(sizes(chain)).boxed().toList());
  }

  @Test
  void aBufferInTwoRegionsIsTwoParts() throws IOException {
    driver.describe(0, BUFFERS + 60, 10, 0, 0);
    assertEquals(List.of(4L, 6L), Arrays.stream(sizes(offered(0))).boxed().toList());
  }

  @Test
  void emptyBuffersAreNoParts() throws IOException {
    driver.describe(0, 0, 0, NEXT, 1);
    driver.describe(1, BUFFERS, 1, 0, 0);
    assertEquals(1, offered(0).parts().length);
  }

  @Test
  void anIndirectTable() throws IOException {
    driver.describe(2, GUEST_BASE + TABLE_OFFSET, 32, INDIRECT, 0);
    driver.describeAt(TABLE_OFFSET, BUFFERS, 44, NEXT, 1);
    driver.describeAt(TABLE_OFFSET + 16, BUFFERS + 44, 5, 0, 0);
    var chain = offered(2);
    assertEquals(2, chain.head());
    assertEquals(49, chain.readableBytes());
  }

  @Test
  void chainsThatAreNone() {
    driver.describe(0, BUFFERS, 1, NEXT, 0);
    assertBroken(0, "more than 8 descriptors");
    driver.describe(0, BUFFERS, 1, NEXT, 8);
    assertBroken(0, "points to descriptor 8 of 8");
    assertBroken(0xffff, "points to descriptor 65535 of 8");
    driver.describe(0, BUFFERS, 1, WRITE | NEXT, 1);
    driver.describe(1, BUFFERS, 1, 0, 0);
    assertBroken(0, "to read behind one to write");
    driver.describe(0, GUEST_BASE + TABLE_OFFSET, 31, INDIRECT, 0);
    assertBroken(0, "indirect table of 31 bytes");
    driver.describe(0, GUEST_BASE + TABLE_OFFSET, 0, INDIRECT, 0);
    assertBroken(0, "indirect table of 0 bytes");
    driver.describe(0, GUEST_BASE + TABLE_OFFSET, 16 * 9, INDIRECT, 0);
    assertBroken(0, "indirect table of 144 bytes");
    driver.describe(0, GUEST_BASE + TABLE_OFFSET, 16, INDIRECT | NEXT, 1);
    assertBroken(0, "indirect table where none may be");
    driver.describe(0, GUEST_BASE + TABLE_OFFSET, 16, INDIRECT, 0);
    driver.describeAt(TABLE_OFFSET, GUEST_BASE + TABLE_OFFSET, 16, INDIRECT, 0);
    assertBroken(0, "indirect table where none may be");
    driver.describeAt(TABLE_OFFSET, BUFFERS, 1, NEXT, 0);
    assertBroken(0, "more than 1 descriptors");
  }

  @Test
  void indirectTablesThatWereNotAgreedOn() throws IOException {
    queue = queue(true, false);
    driver.describe(0, GUEST_BASE + TABLE_OFFSET, 16, INDIRECT, 0);
    assertBroken(0, "indirect table where none may be");
  }

  @Test
  void buffersOutsideTheMemory() {
    driver.describe(0, 0, 1, 0, 0);
    assertOutside();
    driver.describe(0, BUFFERS, 0xffff_ffffL, 0, 0);
    assertOutside();
    driver.describe(0, -1, 2, 0, 0);
    assertOutside();
    driver.describe(0, 0, 16, INDIRECT, 0);
    assertOutside();
  }

  private void assertBroken(int head, String why) {
    driver.offer(head);
    driver.show();
    var broken = assertThrows(VirtqueueException.class, () -> queue.chain(queue.refresh() - 1));
    assertTrue(broken.getMessage().contains(why), broken.getMessage());
    queue.take(1);
  }

  private void assertOutside() {
    driver.offer(0);
    driver.show();
    assertThrows(GuestMemoryException.class, () -> queue.chain(queue.refresh() - 1));
    queue.take(1);
  }

  @Test
  void moreChainsThanTheQueueHas() {
    driver.showIndex(SIZE + 1);
    assertThrows(VirtqueueException.class, queue::available);
  }

  @Test
  void ringsOutsideTheMemory() {
    var layout = new QueueLayout(SIZE, USER_BASE, USER_BASE + (1 << 16), USER_BASE + 512);
    assertThrows(GuestMemoryException.class, () -> new Virtqueue(layout, memory, 0, true, true));
  }

  @Test
  void indexesWrapAround() throws IOException {
    driver.describe(0, BUFFERS, 1, 0, 0);
    for (var i = 0; i < 70_000; i++) {
      var chain = offered(0);
      queue.take(1);
      queue.giveBack(chain, i);
      queue.publish();
      assertEquals(new DriverQueue.Used(0, i), driver.take());
    }
    assertEquals(70_000 & 0xffff, queue.base());
  }

  @Test
  void theDriverIsCalledWhenItAskedFor() throws IOException {
    driver.describe(0, BUFFERS, 1, 0, 0);
    driver.awaitCall();
    giveBackOne();
    assertTrue(queue.publish());
    giveBackOne();
    assertFalse(queue.publish(), "it has not asked again");
    driver.take();
    driver.take();
    driver.awaitCall();
    giveBackOne();
    assertTrue(queue.publish());
    assertFalse(queue.publish(), "nothing new");
  }

  private void giveBackOne() throws IOException {
    var chain = offered(0);
    queue.take(1);
    queue.giveBack(chain, 0);
  }

  @Test
  void kicksAreAskedForOnceEverythingIsTaken() throws IOException {
    driver.describe(0, BUFFERS, 1, 0, 0);
    assertTrue(queue.awaitKick());
    driver.offer(0);
    assertTrue(driver.show(), "it asked");
    driver.offer(0);
    assertFalse(driver.show(), "it has not asked again");
    assertEquals(2, queue.refresh());
    queue.take(2);
    driver.offer(0);
    driver.show();
    assertFalse(queue.awaitKick(), "there is one that no kick tells of");
  }

  @Test
  void withoutEventIndexFlagsTell() throws IOException {
    queue = queue(false, false);
    driver.describe(0, BUFFERS, 1, 0, 0);
    giveBackOne();
    assertTrue(queue.publish());
    guest.segment().set(JAVA_SHORT, driver.availableAt(), (short) 1);
    giveBackOne();
    assertFalse(queue.publish());
    queue.suppressKicks();
    assertEquals(1, guest.segment().get(JAVA_SHORT, driver.usedAt()));
    queue.awaitKick();
    assertEquals(0, guest.segment().get(JAVA_SHORT, driver.usedAt()));
  }

  @Test
  void aQueueGoesOnInNewMappings() throws IOException {
    driver.describe(0, BUFFERS, 1, 0, 0);
    giveBackOne();
    var old = memory;
    memory = MemoryTable.map(List.of(guest.region()));
    queue.moveTo(memory);
    old.close();
    giveBackOne();
    assertTrue(queue.publish());
    assertEquals(2, driver.returned());
  }
}
