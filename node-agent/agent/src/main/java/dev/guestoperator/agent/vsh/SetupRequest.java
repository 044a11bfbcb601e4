package dev.guestoperator.agent.vsh;

import java.util.List;
import java.util.Map;

/**
 * SetupConnectionRequest: what a session is to be. All of it has to fit into one frame of 4096
 * bytes; a string may not hold NUL.
 *
 * @param target empty, or {@code /vm_shell} for the default user of the server
 * @param user to run as; empty for the server's own
 * @param env added to the environment; it has no PATH unless this has
 * @param argv the command and its arguments; empty for a login shell
 * @param terminal whether the command gets a terminal, rather than three pipes
 * @param window the terminal's size at first
 * @param cwd the directory to run in; empty for the user's home
 * @param cwdPid 0, or a process in the guest whose directory to run in
 */
public record SetupRequest(
    String target,
    String user,
    Map<String, String> env,
    List<String> argv,
    boolean terminal,
    WindowSize window,
    String cwd,
    int cwdPid) {

  public SetupRequest {
    env = Map.copyOf(env);
    argv = List.copyOf(argv);
  }

  /** Runs this as the server's own user, on pipes. */
  public static SetupRequest command(String... argv) {
    return new SetupRequest("", "", Map.of(), List.of(argv), false, WindowSize.UNKNOWN, "", 0);
  }

  byte[] body() {
    var writer =
        new ProtoWriter()
            .string(1, target)
            .string(2, user)
            .number(6, window.rows())
            .number(7, window.columns())
            .number(8, terminal ? 0 : 1)
            .string(9, cwd)
            .number(10, cwdPid);
    env.forEach(
        (name, value) ->
            writer.bytes(3, new ProtoWriter().string(1, name).string(2, value).toByteArray()));
    argv.forEach(word -> writer.element(5, word));
    return writer.toByteArray();
  }
}
