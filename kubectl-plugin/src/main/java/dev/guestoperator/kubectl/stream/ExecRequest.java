package dev.guestoperator.kubectl.stream;

import dev.guestoperator.kubectl.terminal.WindowSize;
import java.util.List;
import java.util.Optional;

/**
 * A process that vshd starts in a guest.
 *
 * @param port where vshd listens, 0 to 4294967294
 * @param command with its arguments; empty for a login shell
 * @param tty whether it gets a terminal instead of pipes
 * @param window the size of that terminal, if known
 */
public record ExecRequest(
    String namespace,
    String name,
    long port,
    List<String> command,
    boolean tty,
    Optional<WindowSize> window,
    Setting setting)
    implements SessionRequest {

  /** The port of vshd, unless it was told another. */
  public static final long VSHD_PORT = 9001;

  /**
   * As whom and where it runs; what is not said is for vshd to choose.
   *
   * @param environment variables, each as {@code NAME=VALUE}
   */
  public record Setting(
      Optional<String> user, Optional<String> directory, List<String> environment) {
    public static final Setting DEFAULT =
        new Setting(Optional.empty(), Optional.empty(), List.of());
  }

  /** A command on pipes. */
  public static ExecRequest of(String namespace, String name, String... command) {
    return new ExecRequest(
        namespace, name, VSHD_PORT, List.of(command), false, Optional.empty(), Setting.DEFAULT);
  }

  @Override
  public List<String> paths() {
    return List.of(
        new Query("guests", name, "exec")
            .with("port", port)
            .with("command", command)
            .with("tty", tty)
            .with("rows", window.map(WindowSize::rows))
            .with("columns", window.map(WindowSize::columns))
            .with("user", setting.user)
            .with("cwd", setting.directory)
            .with("env", setting.environment)
            .toString());
  }
}
