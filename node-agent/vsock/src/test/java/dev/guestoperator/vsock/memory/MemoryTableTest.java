package dev.guestoperator.vsock.memory;

import static dev.guestoperator.vsock.guest.GuestMemory.GUEST_BASE;
import static dev.guestoperator.vsock.guest.GuestMemory.USER_BASE;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestoperator.vsock.guest.GuestMemory;
import dev.guestoperator.vsock.vhostuser.RegionDescription;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryTableTest {
  private static final long SIZE = 1 << 16;

  @Test
  void bothSidesSeeTheSameBytes() throws IOException {
    try (var guest = GuestMemory.of(SIZE);
        var table = MemoryTable.map(List.of(guest.region()))) {
      guest.segment().set(JAVA_BYTE, 4096, (byte) 7);
      assertEquals(7, table.sliceAt(GUEST_BASE + 4096, 1).get(JAVA_BYTE, 0));
      assertEquals(7, table.sliceAtUser(USER_BASE + 4096, 16, 16).get(JAVA_BYTE, 0));
    }
  }

  @Test
  void aSliceEndsWithItsRegion() throws IOException {
    try (var guest = GuestMemory.of(SIZE);
        var table = MemoryTable.map(List.of(guest.region(0, 4096), guest.region(4096, 4096)))) {
      assertEquals(6, table.sliceAt(GUEST_BASE + 4090, 100).byteSize());
      assertEquals(94, table.sliceAt(GUEST_BASE + 4096, 94).byteSize());
      assertThrows(GuestMemoryException.class, () -> table.sliceAtUser(USER_BASE + 4090, 100, 1));
    }
  }

  @Test
  void nothingIsOutside() throws IOException {
    try (var guest = GuestMemory.of(SIZE);
        var table = MemoryTable.map(List.of(guest.region()))) {
      for (var address : new long[] {0, GUEST_BASE - 1, GUEST_BASE + SIZE, -1, Long.MIN_VALUE}) {
        assertThrows(GuestMemoryException.class, () -> table.sliceAt(address, 1));
      }
      assertThrows(GuestMemoryException.class, () -> table.sliceAtUser(USER_BASE + 1, 16, 16));
      assertThrows(GuestMemoryException.class, () -> table.sliceAtUser(USER_BASE, SIZE + 1, 1));
    }
  }

  @Test
  void memoryThatMayShrinkIsRefused() {
    try (var guest = GuestMemory.unsealed(SIZE)) {
      var refusal =
          assertThrows(GuestMemoryException.class, () -> MemoryTable.map(List.of(guest.region())));
      assertTrue(refusal.getMessage().contains("seal=on"), refusal.getMessage());
    }
  }

  @Test
  void aRegionLargerThanItsFileIsRefused() {
    try (var guest = GuestMemory.of(SIZE)) {
      for (var size : new long[] {SIZE + 1, 0, -1, Long.MAX_VALUE}) {
        assertThrows(
            GuestMemoryException.class, () -> MemoryTable.map(List.of(guest.region(0, size))));
      }
      assertThrows(
          GuestMemoryException.class, () -> MemoryTable.map(List.of(guest.region(4096, SIZE))));
    }
  }

  @Test
  void descriptorsAreClosedWhateverHappens() throws IOException {
    try (var guest = GuestMemory.of(SIZE)) {
      var before = openDescriptors();
      MemoryTable.map(List.of(guest.region())).close();
      assertThrows(
          IOException.class,
          () -> MemoryTable.map(List.of(guest.region(), guest.region(0, SIZE + 1))));
      assertEquals(before, openDescriptors());
    }
  }

  @Test
  void whatIsNoMemoryIsRefused() {
    var none = new RegionDescription(0, 4096, 0, 0, 9999);
    assertThrows(GuestMemoryException.class, () -> MemoryTable.map(List.of(none)));
  }

  @Test
  void afterItIsUnmappedSlicesThrow() throws IOException {
    try (var guest = GuestMemory.of(SIZE)) {
      var table = MemoryTable.map(List.of(guest.region()));
      var slice = table.sliceAt(GUEST_BASE, 8);
      table.close();
      assertThrows(IllegalStateException.class, () -> slice.get(JAVA_BYTE, 0));
    }
  }

  private static int openDescriptors() {
    return new java.io.File("/proc/self/fd").list().length;
  }
}
