package dev.guestoperator.vsock.guest;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.List;

/** What the other side of the device needs of libc beside what the device needs. */
@SuppressWarnings("restricted")
final class TestLibc {
  static final int MFD_ALLOW_SEALING = 2;
  static final int F_ADD_SEALS = 1033;

  private static final MethodHandle MEMFD_CREATE =
      find("memfd_create", JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle FTRUNCATE = find("ftruncate", JAVA_INT, JAVA_INT, JAVA_LONG);
  private static final MethodHandle FCNTL = find("fcntl", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle SENDMSG =
      find("sendmsg", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle POLL = find("poll", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);

  private TestLibc() {}

  private interface Call {
    long run(Arena arena) throws Throwable;
  }

  private static long call(Call call) {
    try (var arena = Arena.ofConfined()) {
      return call.run(arena);
    } catch (Throwable t) {
      throw new AssertionError(t);
    }
  }

  static int memfd(long size) {
    return (int)
        call(
            arena -> {
              var name = arena.allocateFrom("guest");
              var fd = (int) MEMFD_CREATE.invokeExact(name, MFD_ALLOW_SEALING);
              var ignored = (int) FTRUNCATE.invokeExact(fd, size);
              return fd + ignored;
            });
  }

  static void truncate(int fd, long size) {
    call(_ -> (int) FTRUNCATE.invokeExact(fd, size));
  }

  static void seal(int fd, int seals) {
    call(_ -> (int) FCNTL.invokeExact(fd, F_ADD_SEALS, seals));
  }

  /** Waits until a descriptor is readable; false after the time. */
  static boolean awaitReadable(int fd, int milliseconds) {
    return call(
            arena -> {
              var poll = arena.allocate(8, 4);
              poll.set(JAVA_INT, 0, fd);
              poll.set(JAVA_SHORT, 4, (short) 1);
              return (int) POLL.invokeExact(poll, 1L, milliseconds);
            })
        > 0;
  }

  static long send(int socket, byte[] bytes, List<Integer> fds) {
    return call(
        arena -> {
          var content = arena.allocateFrom(java.lang.foreign.ValueLayout.JAVA_BYTE, bytes);
          var vector = arena.allocate(16, 8);
          vector.set(ADDRESS, 0, content);
          vector.set(JAVA_LONG, 8, bytes.length);
          var message = arena.allocate(56, 8);
          message.set(ADDRESS, 16, vector);
          message.set(JAVA_LONG, 24, 1);
          if (!fds.isEmpty()) {
            message.set(ADDRESS, 32, control(arena, fds));
            message.set(JAVA_LONG, 40, 16 + 4L * fds.size());
          }
          return (long) SENDMSG.invokeExact(socket, message, 0x4000);
        });
  }

  private static MemorySegment control(Arena arena, List<Integer> fds) {
    var control = arena.allocate(16 + 4L * fds.size() + 8, 8);
    control.set(JAVA_LONG, 0, 16 + 4L * fds.size());
    control.set(JAVA_INT, 8, 1);
    control.set(JAVA_INT, 12, 1);
    for (var i = 0; i < fds.size(); i++) {
      control.set(JAVA_INT, 16 + 4L * i, fds.get(i));
    }
    return control;
  }

  private static MethodHandle find(String name, MemoryLayout result, MemoryLayout... arguments) {
    var linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow(name), FunctionDescriptor.of(result, arguments));
  }
}
