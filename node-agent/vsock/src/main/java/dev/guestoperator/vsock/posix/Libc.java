package dev.guestoperator.vsock.posix;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * The calls of libc (Linux, 64 bit) that the device is made of. Each returns what the call does, or
 * the negative errno if it failed, like the system call below it.
 */
@SuppressWarnings("restricted")
public final class Libc {
  public static final int EINTR = 4;
  public static final int EAGAIN = 11;
  public static final int EMFILE = 24;
  public static final int EPIPE = 32;
  public static final int ECONNRESET = 104;

  public static final int AF_UNIX = 1;
  public static final int SOCK_STREAM = 1;
  public static final int SOCK_NONBLOCK = 0x800;
  public static final int SOCK_CLOEXEC = 0x80000;
  public static final int SOL_SOCKET = 1;
  public static final int SCM_RIGHTS = 1;
  public static final int SO_PEERCRED = 17;
  public static final int MSG_PEEK = 2;
  public static final int MSG_CTRUNC = 8;
  public static final int MSG_CMSG_CLOEXEC = 0x40000000;
  public static final int SHUT_RD = 0;
  public static final int SHUT_WR = 1;
  public static final int SHUT_RDWR = 2;

  public static final int EPOLL_CTL_ADD = 1;
  public static final int EPOLL_CTL_DEL = 2;
  public static final int EPOLL_CLOEXEC = 0x80000;
  public static final int EFD_NONBLOCK = 0x800;
  public static final int EFD_CLOEXEC = 0x80000;

  public static final int O_PATH = 0x200000;
  public static final int O_CLOEXEC = 0x80000;
  public static final int F_GET_SEALS = 1034;
  public static final int F_SEAL_SHRINK = 2;
  public static final int SEEK_END = 2;
  public static final int PROT_READ_WRITE = 3;
  public static final int MAP_SHARED = 1;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
  private static final ThreadLocal<MemorySegment> STATES =
      ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(STATE));

  private static final MethodHandle READ = find("read", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
  private static final MethodHandle WRITE = find("write", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
  private static final MethodHandle READV = find("readv", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle WRITEV = find("writev", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle RECV =
      find("recv", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
  private static final MethodHandle RECVMSG =
      find("recvmsg", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle CLOSE = find("close", JAVA_INT, JAVA_INT);
  private static final MethodHandle SHUTDOWN = find("shutdown", JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle SOCKET = find("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle BIND = find("bind", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle CONNECT =
      find("connect", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle LISTEN = find("listen", JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle ACCEPT4 =
      find("accept4", JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, JAVA_INT);
  private static final MethodHandle SOCKETPAIR =
      find("socketpair", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS);
  private static final MethodHandle GETSOCKOPT =
      find("getsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
  private static final MethodHandle EPOLL_CREATE1 = find("epoll_create1", JAVA_INT, JAVA_INT);
  private static final MethodHandle EPOLL_CTL =
      find("epoll_ctl", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS);
  private static final MethodHandle EPOLL_WAIT =
      find("epoll_wait", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
  private static final MethodHandle PPOLL =
      find("ppoll", JAVA_INT, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS);
  private static final MethodHandle EVENTFD = find("eventfd", JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle OPEN = variadic("open", 2, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle FCNTL = variadic("fcntl", 2, JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle LSEEK = find("lseek", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT);
  private static final MethodHandle FSTATFS = find("fstatfs", JAVA_INT, JAVA_INT, ADDRESS);
  private static final MethodHandle MMAP =
      find("mmap", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG);
  private static final MethodHandle MUNMAP = find("munmap", JAVA_INT, JAVA_LONG, JAVA_LONG);

  private Libc() {}

  /**
   * What a call returned.
   *
   * @throws ErrnoException if it failed
   */
  public static long check(String call, long result) throws ErrnoException {
    if (result < 0) {
      throw new ErrnoException(call, (int) -result);
    }
    return result;
  }

  public static long read(int fd, MemorySegment into) {
    return call(state -> (long) READ.invokeExact(state, fd, into, into.byteSize()));
  }

  public static long write(int fd, MemorySegment from) {
    return call(state -> (long) WRITE.invokeExact(state, fd, from, from.byteSize()));
  }

  public static long readv(int fd, IoVector into) {
    return call(state -> (long) READV.invokeExact(state, fd, into.segment(), into.count()));
  }

  public static long writev(int fd, IoVector from) {
    return call(state -> (long) WRITEV.invokeExact(state, fd, from.segment(), from.count()));
  }

  public static long recv(int fd, MemorySegment into, int flags) {
    return call(state -> (long) RECV.invokeExact(state, fd, into, into.byteSize(), flags));
  }

  public static long recvmsg(int fd, MemorySegment message, int flags) {
    return call(state -> (long) RECVMSG.invokeExact(state, fd, message, flags));
  }

  public static int close(int fd) {
    return (int) call(state -> (int) CLOSE.invokeExact(state, fd));
  }

  public static int shutdown(int fd, int how) {
    return (int) call(state -> (int) SHUTDOWN.invokeExact(state, fd, how));
  }

  public static int socket(int domain, int type) {
    return (int) call(state -> (int) SOCKET.invokeExact(state, domain, type, 0));
  }

  public static int bind(int fd, MemorySegment address) {
    return (int)
        call(state -> (int) BIND.invokeExact(state, fd, address, (int) address.byteSize()));
  }

  public static int connect(int fd, MemorySegment address) {
    return (int)
        call(state -> (int) CONNECT.invokeExact(state, fd, address, (int) address.byteSize()));
  }

  public static int listen(int fd, int backlog) {
    return (int) call(state -> (int) LISTEN.invokeExact(state, fd, backlog));
  }

  public static int accept4(int fd, int flags) {
    var none = MemorySegment.NULL;
    return (int) call(state -> (int) ACCEPT4.invokeExact(state, fd, none, none, flags));
  }

  /**
   * @param fds two ints
   */
  public static int socketpair(int type, MemorySegment fds) {
    return (int) call(state -> (int) SOCKETPAIR.invokeExact(state, AF_UNIX, type, 0, fds));
  }

  public static int getsockopt(int fd, int option, MemorySegment value, MemorySegment size) {
    return (int)
        call(state -> (int) GETSOCKOPT.invokeExact(state, fd, SOL_SOCKET, option, value, size));
  }

  public static int epollCreate() {
    return (int) call(state -> (int) EPOLL_CREATE1.invokeExact(state, EPOLL_CLOEXEC));
  }

  public static int epollCtl(int epoll, int operation, int fd, MemorySegment event) {
    return (int) call(state -> (int) EPOLL_CTL.invokeExact(state, epoll, operation, fd, event));
  }

  public static int epollWait(int epoll, MemorySegment events, int maximum, int milliseconds) {
    return (int)
        call(state -> (int) EPOLL_WAIT.invokeExact(state, epoll, events, maximum, milliseconds));
  }

  /**
   * Waits for one descriptor.
   *
   * @param descriptor a struct pollfd
   * @param timeout a struct timespec
   */
  public static int ppoll(MemorySegment descriptor, MemorySegment timeout) {
    return (int)
        call(state -> (int) PPOLL.invokeExact(state, descriptor, 1L, timeout, MemorySegment.NULL));
  }

  public static int eventfd() {
    return (int) call(state -> (int) EVENTFD.invokeExact(state, 0, EFD_NONBLOCK | EFD_CLOEXEC));
  }

  public static int open(MemorySegment path, int flags) {
    return (int) call(state -> (int) OPEN.invokeExact(state, path, flags));
  }

  public static int fcntl(int fd, int command) {
    return (int) call(state -> (int) FCNTL.invokeExact(state, fd, command));
  }

  public static long lseek(int fd, long offset, int whence) {
    return call(state -> (long) LSEEK.invokeExact(state, fd, offset, whence));
  }

  public static int fstatfs(int fd, MemorySegment into) {
    return (int) call(state -> (int) FSTATFS.invokeExact(state, fd, into));
  }

  /** Maps the head of a file, shared, for reading and writing. */
  public static long mmap(int fd, long length) {
    return call(
        state -> (long) MMAP.invokeExact(state, 0L, length, PROT_READ_WRITE, MAP_SHARED, fd, 0L));
  }

  public static int munmap(long address, long length) {
    return (int) call(state -> (int) MUNMAP.invokeExact(state, address, length));
  }

  private interface Call {
    long on(MemorySegment state) throws Throwable;
  }

  private static long call(Call call) {
    try {
      var state = STATES.get();
      var result = call.on(state);
      return result == -1 ? -(int) ERRNO.get(state, 0L) : result;
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

  private static MethodHandle variadic(
      String name, int fixed, MemoryLayout result, MemoryLayout... arguments) {
    return LINKER.downcallHandle(
        LINKER.defaultLookup().findOrThrow(name),
        FunctionDescriptor.of(result, arguments),
        Linker.Option.captureCallState("errno"),
        Linker.Option.firstVariadicArg(fixed));
  }
}
