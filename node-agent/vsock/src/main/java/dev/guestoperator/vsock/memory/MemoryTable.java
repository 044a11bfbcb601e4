package dev.guestoperator.vsock.memory;

import dev.guestoperator.vsock.posix.Libc;
import dev.guestoperator.vsock.vhostuser.RegionDescription;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * All memory of one guest. It belongs to the thread that made it, and so do all slices of it: after
 * {@link #close} they throw, and no other thread can hold one while it is unmapped.
 */
public final class MemoryTable implements AutoCloseable {
  private final Arena arena;
  private final List<Region> regions;
  private Region last;

  private MemoryTable(Arena arena, List<Region> regions) {
    this.arena = arena;
    this.regions = regions;
  }

  /**
   * Maps all regions, or none. Closes their descriptors in any case.
   *
   * @throws GuestMemoryException if one may shrink or is not as large as it is said to be
   */
  public static MemoryTable map(List<RegionDescription> told) throws IOException {
    var arena = Arena.ofConfined();
    try {
      var regions = new ArrayList<Region>();
      for (var region : told) {
        regions.add(RegionMapper.map(region, arena));
      }
      return new MemoryTable(arena, List.copyOf(regions));
    } catch (IOException | RuntimeException e) {
      arena.close();
      throw e;
    } finally {
      told.forEach(region -> Libc.close(region.fd()));
    }
  }

  /**
   * The memory from an address of the guest on: all that was asked for, or as much as is in one
   * region.
   *
   * @param length in bytes, at least 1
   * @throws GuestMemoryException if nothing is there
   */
  public MemorySegment sliceAt(long address, long length) throws GuestMemoryException {
    var region = regionOf(address);
    var room = Math.min(region.roomAt(address), length);
    return region.memory().asSlice(address - region.guestAddress(), room);
  }

  /**
   * The memory at an address of the front end, whole.
   *
   * @param alignment in bytes
   */
  public MemorySegment sliceAtUser(long address, long length, int alignment)
      throws GuestMemoryException {
    for (var region : regions) {
      if (region.roomAtUser(address) >= length) {
        var slice = region.memory().asSlice(address - region.userAddress(), length);
        if (slice.address() % alignment == 0) {
          return slice;
        }
      }
    }
    throw new GuestMemoryException(
        "A ring of %d bytes at %#x is not in the guest's memory".formatted(length, address));
  }

  private Region regionOf(long address) throws GuestMemoryException {
    if (last != null && last.roomAt(address) > 0) {
      return last;
    }
    for (var region : regions) {
      if (region.roomAt(address) > 0) {
        last = region;
        return region;
      }
    }
    throw new GuestMemoryException(
        "The address %#x is not in the guest's memory".formatted(address));
  }

  @Override
  public void close() {
    arena.close();
  }
}
