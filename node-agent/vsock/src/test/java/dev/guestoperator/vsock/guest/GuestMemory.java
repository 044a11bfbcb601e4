package dev.guestoperator.vsock.guest;

import dev.guestoperator.vsock.posix.Libc;
import dev.guestoperator.vsock.vhostuser.RegionDescription;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The memory of a guest, which the guest sees at {@link #GUEST_BASE} and QEMU at {@link
 * #USER_BASE}.
 */
public final class GuestMemory implements AutoCloseable {
  public static final long GUEST_BASE = 0x10_0000;
  public static final long USER_BASE = 0x7f00_0000_0000L;
  private static final int SHRINK_AND_GROW = 6;

  private final Arena arena = Arena.ofShared();
  private final int fd;
  private final MemorySegment memory;

  @SuppressWarnings("restricted")
  private GuestMemory(long size, boolean sealed) {
    fd = TestLibc.memfd(size);
    if (sealed) {
      TestLibc.seal(fd, SHRINK_AND_GROW);
    }
    var address = Libc.mmap(fd, size);
    memory =
        MemorySegment.ofAddress(address)
            .reinterpret(size, arena, mapped -> Libc.munmap(mapped.address(), size));
  }

  public static GuestMemory of(long size) {
    return new GuestMemory(size, true);
  }

  public static GuestMemory unsealed(long size) {
    return new GuestMemory(size, false);
  }

  public MemorySegment segment() {
    return memory;
  }

  public void shrinkTo(long size) {
    TestLibc.truncate(fd, size);
  }

  public int fd() {
    return fd;
  }

  /** As QEMU tells of it. The descriptor is a copy, which the taker closes. */
  public RegionDescription region() {
    return region(0, memory.byteSize());
  }

  public RegionDescription region(long offset, long size) {
    return new RegionDescription(
        GUEST_BASE + offset, size, USER_BASE + offset, offset, copyOfDescriptor());
  }

  private int copyOfDescriptor() {
    try (var confined = Arena.ofConfined()) {
      var name = confined.allocateFrom("/proc/self/fd/" + fd);
      return Libc.open(name, 2);
    }
  }

  @Override
  public void close() {
    arena.close();
    Libc.close(fd);
  }
}
