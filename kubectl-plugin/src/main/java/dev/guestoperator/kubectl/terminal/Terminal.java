package dev.guestoperator.kubectl.terminal;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * The terminal on standard input, by termios(3). In-process, so that a signal handler can restore
 * it even when no process can be started; cfmakeraw(3) knows the layout of the settings.
 */
@SuppressWarnings("restricted")
public final class Terminal {
  private static final int STDIN = 0;
  private static final int STDOUT = 1;
  private static final int TCSADRAIN = 1;

  /** Larger than struct termios anywhere: 60 bytes on Linux, 72 on macOS. */
  private static final int TERMIOS_SIZE = 256;

  /** sys/ioctl.h of Linux, and of macOS. */
  private static final long TIOCGWINSZ =
      System.getProperty("os.name").startsWith("Mac") ? 0x40087468L : 0x5413L;

  /** struct winsize: rows, columns, and as many pixels. */
  private static final long WINSIZE_SIZE = 4 * JAVA_SHORT.byteSize();

  private static final FunctionDescriptor INT_OF_INT = FunctionDescriptor.of(JAVA_INT, JAVA_INT);
  private static final MethodHandle ISATTY = function("isatty", INT_OF_INT);
  private static final MethodHandle TCGETATTR =
      function("tcgetattr", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));
  private static final MethodHandle TCSETATTR =
      function("tcsetattr", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS));
  private static final MethodHandle CFMAKERAW =
      function("cfmakeraw", FunctionDescriptor.ofVoid(ADDRESS));

  private static final MethodHandle IOCTL =
      function(
          "ioctl",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS),
          Linker.Option.firstVariadicArg(2));

  private Terminal() {}

  static Optional<Terminal> ofStdin() {
    return isTerminal(STDIN) ? Optional.of(new Terminal()) : Optional.empty();
  }

  /** Whether a person sees the standard output. */
  static boolean isStdout() {
    return isTerminal(STDOUT);
  }

  private static boolean isTerminal(int descriptor) {
    try {
      return (int) ISATTY.invokeExact(descriptor) == 1;
    } catch (Throwable e) {
      throw new AssertionError("isatty", e);
    }
  }

  /**
   * Raw mode: each byte typed is delivered as it is, and none has a meaning. Closing the result, or
   * any end of the process that lets it run its hooks, restores the mode of before.
   */
  public AtExit raw() {
    var before = Arena.global().allocate(TERMIOS_SIZE);
    var raw = Arena.global().allocate(TERMIOS_SIZE);
    get(before);
    raw.copyFrom(before);
    var restored = new AtExit(() -> set(before));
    makeRaw(raw);
    set(raw);
    return restored;
  }

  /** The size of the window as it is now. */
  public WindowSize size() {
    try (var arena = Arena.ofConfined()) {
      var size = arena.allocate(WINSIZE_SIZE, JAVA_SHORT.byteAlignment());
      check("ioctl", (int) IOCTL.invokeExact(STDIN, TIOCGWINSZ, size));
      return new WindowSize(
          Short.toUnsignedInt(size.getAtIndex(JAVA_SHORT, 0)),
          Short.toUnsignedInt(size.getAtIndex(JAVA_SHORT, 1)));
    } catch (Throwable e) {
      throw new AssertionError("ioctl", e);
    }
  }

  private static void get(MemorySegment termios) {
    try {
      check("tcgetattr", (int) TCGETATTR.invokeExact(STDIN, termios));
    } catch (Throwable e) {
      throw new AssertionError("tcgetattr", e);
    }
  }

  private static void set(MemorySegment termios) {
    try {
      check("tcsetattr", (int) TCSETATTR.invokeExact(STDIN, TCSADRAIN, termios));
    } catch (Throwable e) {
      throw new AssertionError("tcsetattr", e);
    }
  }

  private static void makeRaw(MemorySegment termios) {
    try {
      CFMAKERAW.invokeExact(termios);
    } catch (Throwable e) {
      throw new AssertionError("cfmakeraw", e);
    }
  }

  private static void check(String function, int result) {
    if (result != 0) {
      throw new IllegalStateException(function + " failed: the terminal is gone");
    }
  }

  private static MethodHandle function(
      String name, FunctionDescriptor type, Linker.Option... options) {
    var linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), type, options);
  }
}
