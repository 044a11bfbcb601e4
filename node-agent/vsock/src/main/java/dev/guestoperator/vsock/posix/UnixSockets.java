package dev.guestoperator.vsock.posix;

import static dev.guestoperator.vsock.posix.Libc.AF_UNIX;
import static dev.guestoperator.vsock.posix.Libc.SOCK_CLOEXEC;
import static dev.guestoperator.vsock.posix.Libc.SOCK_NONBLOCK;
import static dev.guestoperator.vsock.posix.Libc.SOCK_STREAM;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;

/** Stream sockets of unix(7) as descriptors that do not block. */
public final class UnixSockets {
  private static final int TYPE = SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC;
  private static final int PATH_OFFSET = 2;
  private static final int PATH_SIZE = 108;

  private UnixSockets() {}

  /** Listens at a path of any length, whose last element is short; replaces what is there. */
  public static int listen(Path path, int backlog) throws IOException {
    Files.deleteIfExists(path);
    var fd = (int) Libc.check("socket", Libc.socket(AF_UNIX, TYPE));
    try {
      bind(fd, path);
      Libc.check("listen", Libc.listen(fd, backlog));
      return fd;
    } catch (IOException | RuntimeException e) {
      Libc.close(fd);
      throw e;
    }
  }

  /** Connects to a path of any length, now or never. */
  public static int connect(Path path) throws IOException {
    var fd = (int) Libc.check("socket", Libc.socket(AF_UNIX, TYPE));
    try (var arena = Arena.ofConfined();
        var directory = Directory.of(path)) {
      var address = address(arena, directory.nameOf(path));
      Libc.check("connect", Libc.connect(fd, address));
      return fd;
    } catch (IOException | RuntimeException e) {
      Libc.close(fd);
      throw e;
    }
  }

  /**
   * @return -1 if nobody waits to be accepted
   */
  public static int accept(int listener) throws ErrnoException {
    var fd = Libc.accept4(listener, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd == -Libc.EAGAIN) {
      return -1;
    }
    return (int) Libc.check("accept", fd);
  }

  /** The user who connected (SO_PEERCRED). */
  public static int peerUser(int fd) throws ErrnoException {
    try (var arena = Arena.ofConfined()) {
      var credentials = arena.allocate(JAVA_INT, 3);
      var size = arena.allocateFrom(JAVA_INT, 12);
      Libc.check("getsockopt", Libc.getsockopt(fd, Libc.SO_PEERCRED, credentials, size));
      return credentials.getAtIndex(JAVA_INT, 1);
    }
  }

  /** Two ends of one connection. */
  public record Pair(int first, int second) {
    public static Pair open() throws ErrnoException {
      try (var arena = Arena.ofConfined()) {
        var fds = arena.allocate(JAVA_INT, 2);
        Libc.check("socketpair", Libc.socketpair(TYPE, fds));
        return new Pair(fds.getAtIndex(JAVA_INT, 0), fds.getAtIndex(JAVA_INT, 1));
      }
    }
  }

  private static void bind(int fd, Path path) throws IOException {
    try (var arena = Arena.ofConfined();
        var directory = Directory.of(path)) {
      Libc.check("bind", Libc.bind(fd, address(arena, directory.nameOf(path))));
    }
  }

  private static MemorySegment address(Arena arena, String path) throws IOException {
    var bytes = arena.allocateFrom(path);
    if (bytes.byteSize() > PATH_SIZE) {
      throw new IOException("A socket's name is too long: " + path);
    }
    var address = arena.allocate(PATH_OFFSET + PATH_SIZE, 2);
    address.set(JAVA_SHORT, 0, (short) AF_UNIX);
    MemorySegment.copy(bytes, 0, address, PATH_OFFSET, bytes.byteSize());
    return address;
  }

  /** An open directory, by which its files have short names: a socket's has at most 107 bytes. */
  private record Directory(int fd) implements AutoCloseable {
    static Directory of(Path path) throws IOException {
      try (var arena = Arena.ofConfined()) {
        var parent = path.toAbsolutePath().getParent().toString();
        var flags = Libc.O_PATH | Libc.O_CLOEXEC;
        return new Directory(
            (int) Libc.check("open", Libc.open(arena.allocateFrom(parent), flags)));
      }
    }

    String nameOf(Path path) {
      return "/proc/self/fd/" + fd + "/" + path.getFileName();
    }

    @Override
    public void close() {
      Libc.close(fd);
    }
  }
}
