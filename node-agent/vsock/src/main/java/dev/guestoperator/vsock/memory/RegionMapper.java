package dev.guestoperator.vsock.memory;

import dev.guestoperator.vsock.posix.Libc;
import dev.guestoperator.vsock.vhostuser.RegionDescription;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Maps what cannot vanish. Touching a page behind the end of a file raises SIGBUS, which ends the
 * whole JVM, so a file must be sealed against shrinking and as long as it is said to be. Huge pages
 * raise it too, when none is left.
 */
@SuppressWarnings("restricted")
final class RegionMapper {
  private static final long TMPFS = 0x01021994;

  private RegionMapper() {}

  /** Maps a region, which is unmapped with the arena. Does not close the descriptor. */
  static Region map(RegionDescription told, Arena arena) throws IOException {
    var end = told.offset() + told.size();
    if (told.size() <= 0 || told.offset() < 0 || end < 0) {
      throw new GuestMemoryException("A memory region has an impossible size or offset");
    }
    check(told.fd(), end);
    var address = Libc.check("mmap", Libc.mmap(told.fd(), end));
    var whole =
        MemorySegment.ofAddress(address)
            .reinterpret(end, arena, mapped -> Libc.munmap(mapped.address(), end));
    return new Region(
        told.guestAddress(), told.userAddress(), whole.asSlice(told.offset(), told.size()));
  }

  private static void check(int fd, long end) throws IOException {
    var seals = Libc.fcntl(fd, Libc.F_GET_SEALS);
    if (seals < 0 || (seals & Libc.F_SEAL_SHRINK) == 0) {
      throw new GuestMemoryException(
          "The guest's memory may shrink; use -object memory-backend-memfd,share=on,seal=on");
    }
    if (fileSystem(fd) != TMPFS) {
      throw new GuestMemoryException("The guest's memory is in huge pages; leave out hugetlb=on");
    }
    if (Libc.check("lseek", Libc.lseek(fd, 0, Libc.SEEK_END)) < end) {
      throw new GuestMemoryException("A memory region is larger than its file");
    }
  }

  private static long fileSystem(int fd) throws IOException {
    try (var arena = Arena.ofConfined()) {
      var status = arena.allocate(256, 8);
      Libc.check("fstatfs", Libc.fstatfs(fd, status));
      return status.get(ValueLayout.JAVA_LONG, 0);
    }
  }
}
