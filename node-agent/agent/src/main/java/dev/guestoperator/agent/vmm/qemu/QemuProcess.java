package dev.guestoperator.agent.vmm.qemu;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The process of a machine. A signal reaches only a process that has the machine's uid on its
 * command line.
 */
final class QemuProcess {
  static final String PID_FILE = "pid";

  private static final int MAX_COMMAND_LINE = 1 << 18;
  private static final long LOOK_SECONDS = 1;

  private final ProcessHandle handle;
  private final String uid;
  private final boolean child;
  private final CompletableFuture<Optional<Integer>> exit;

  private QemuProcess(
      ProcessHandle handle, String uid, boolean child, CompletableFuture<Optional<Integer>> exit) {
    this.handle = handle;
    this.uid = uid;
    this.child = child;
    this.exit = exit;
  }

  /** A process that this agent has started. */
  static QemuProcess started(Process process, String uid) {
    return new QemuProcess(
        process.toHandle(), uid, true, process.onExit().thenApply(p -> Optional.of(p.exitValue())));
  }

  /**
   * A process that an earlier agent has started. Its exit code will not be known: only a parent
   * hears of it.
   *
   * @param looks looks now and then whether the process is still there
   */
  static QemuProcess adopted(ProcessHandle handle, String uid, ScheduledExecutorService looks) {
    var process = new QemuProcess(handle, uid, false, new CompletableFuture<>());
    var look =
        looks.scheduleWithFixedDelay(process::look, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
    process.exit.whenComplete((_, _) -> look.cancel(false));
    return process;
  }

  /** The process that the pid file in the directory names, if it is this machine's. */
  static Optional<ProcessHandle> pid(Path directory, String uid) throws IOException {
    var file = directory.resolve(PID_FILE);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try (var in = Files.newInputStream(file)) {
      return Optional.of(new String(in.readNBytes(20), StandardCharsets.US_ASCII).strip())
          .filter(text -> text.matches("\\d{1,10}"))
          .flatMap(text -> ProcessHandle.of(Long.parseLong(text)))
          .filter(handle -> isMachine(handle.pid(), uid));
    }
  }

  /** A process that has ended has no command line, even while nobody has buried it. */
  private static boolean isMachine(long pid, String uid) {
    try (var in = Files.newInputStream(Path.of("/proc", Long.toString(pid), "cmdline"))) {
      var words = new String(in.readNBytes(MAX_COMMAND_LINE), StandardCharsets.UTF_8);
      return words.contains("\0-uuid\0" + uid + "\0");
    } catch (IOException e) {
      return false;
    }
  }

  long pid() {
    return handle.pid();
  }

  Instant startedAt() {
    return handle.info().startInstant().orElseGet(Instant::now);
  }

  /** Completed when the process is gone, with its exit code if that is known. */
  CompletableFuture<Optional<Integer>> exit() {
    return exit;
  }

  /** Looks at once whether an adopted process is still there; of a child the system tells. */
  void look() {
    if (!child && !isMachine(pid(), uid)) {
      exit.complete(Optional.empty());
    }
  }

  void terminate() {
    if (isMachine(pid(), uid)) {
      handle.destroy();
    }
  }

  void kill() {
    if (isMachine(pid(), uid)) {
      handle.destroyForcibly();
    }
  }
}
