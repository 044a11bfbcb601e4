package dev.guestoperator.agent.serial;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;

/** The calls of libc (Linux, 64 bit) that Java has no other way to. */
@SuppressWarnings("restricted")
final class Posix {
  /** No such file. */
  static final int ENOENT = 2;

  /** Nobody reads this FIFO. */
  static final int ENXIO = 6;

  /** This FIFO is full. */
  static final int EAGAIN = 11;

  /** Whoever read this FIFO is gone. */
  static final int EPIPE = 32;

  private static final int O_WRONLY = 1;
  private static final int O_NONBLOCK = 0x800;
  private static final int O_NOFOLLOW = 0x20000;
  private static final int O_CLOEXEC = 0x80000;
  private static final int SEEK_DATA = 3;
  private static final int FALLOC_FL_KEEP_SIZE = 1;
  private static final int FALLOC_FL_PUNCH_HOLE = 2;
  private static final short POLLOUT = 4;
  private static final StructLayout POLLFD =
      MemoryLayout.structLayout(JAVA_INT, ValueLayout.JAVA_SHORT, ValueLayout.JAVA_SHORT);

  private static final Linker LINKER = Linker.nativeLinker();
  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
  private static final MethodHandle OPEN = find("open", JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle CLOSE = find("close", JAVA_INT, JAVA_INT);
  private static final MethodHandle WRITE = find("write", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
  private static final MethodHandle LSEEK = find("lseek", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT);
  private static final MethodHandle POLL = find("poll", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
  private static final MethodHandle FALLOCATE =
      find("fallocate", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG);

  private Posix() {}

  /** What a call returned, and errno if that was -1. */
  private record Result(long value, int errno) {}

  private interface Call {
    long on(Arena arena, MemorySegment state) throws Throwable;
  }

  /** A call failed. */
  static final class ErrnoException extends IOException {
    private final int errno;

    ErrnoException(String call, int errno) {
      super(call + " failed with errno " + errno);
      this.errno = errno;
    }

    int errno() {
      return errno;
    }
  }

  /** An open file, for writing only, never a link; a FIFO without a reader is not waited for. */
  record Descriptor(int fd) implements AutoCloseable {
    static Descriptor open(Path path) throws ErrnoException {
      var flags = O_WRONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC;
      return new Descriptor(
          (int)
              checked(
                  "open",
                  (arena, state) ->
                      (int) OPEN.invokeExact(state, arena.allocateFrom(path.toString()), flags)));
    }

    /**
     * @return how many bytes were taken
     */
    int write(byte[] data, int offset) throws ErrnoException {
      var length = data.length - offset;
      return (int)
          checked(
              "write",
              (arena, state) -> {
                var bytes = arena.allocate(length);
                MemorySegment.copy(data, offset, bytes, ValueLayout.JAVA_BYTE, 0, length);
                return (long) WRITE.invokeExact(state, fd, bytes, (long) length);
              });
    }

    /** Waits until a write would take something or fail. Blocks the platform thread. */
    void awaitWritable(int milliseconds) throws ErrnoException {
      checked(
          "poll",
          (arena, state) -> {
            var poll = arena.allocate(POLLFD);
            poll.set(JAVA_INT, 0, fd);
            poll.set(ValueLayout.JAVA_SHORT, 4, POLLOUT);
            return (int) POLL.invokeExact(state, poll, 1L, milliseconds);
          });
    }

    /** The offset of the first byte that is not in a hole; ENXIO if there is none. */
    long firstData() throws ErrnoException {
      return checked("lseek", (_, state) -> (long) LSEEK.invokeExact(state, fd, 0L, SEEK_DATA));
    }

    /** Gives the room of the first bytes back; the others keep their offsets. */
    void punchHead(long length) throws ErrnoException {
      var mode = FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE;
      checked("fallocate", (_, state) -> (int) FALLOCATE.invokeExact(state, fd, mode, 0L, length));
    }

    @Override
    public void close() {
      call((_, state) -> (int) CLOSE.invokeExact(state, fd));
    }
  }

  private static long checked(String name, Call call) throws ErrnoException {
    var result = call(call);
    if (result.value() == -1) {
      throw new ErrnoException(name, result.errno());
    }
    return result.value();
  }

  private static Result call(Call call) {
    try (var arena = Arena.ofConfined()) {
      var state = arena.allocate(STATE);
      var value = call.on(arena, state);
      return new Result(value, (int) ERRNO.get(state, 0L));
    } catch (RuntimeException | Error unchanged) {
      throw unchanged;
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static MethodHandle find(String name, MemoryLayout result, MemoryLayout... arguments) {
    return LINKER.downcallHandle(
        LINKER.defaultLookup().findOrThrow(name),
        FunctionDescriptor.of(result, arguments),
        Linker.Option.captureCallState("errno"));
  }
}
