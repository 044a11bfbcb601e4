package dev.guestoperator.agent.vsock;

import dev.guestoperator.agent.api.DesiredGuest.Listeners;
import dev.guestoperator.agent.api.VsockReport;
import dev.guestoperator.vsock.device.ConnectFailedException;
import dev.guestoperator.vsock.device.ConnectFailedException.Reason;
import dev.guestoperator.vsock.environment.VsockConnection;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The environments that have guests or listeners on this node, and nobody else's switch. */
public final class Environments {
  private final Path directory;
  private final Map<Long, Environment> environments = new HashMap<>();

  /**
   * @param directory the agent's own, which is made if it is not there
   */
  public Environments(Path directory) {
    this.directory = directory;
  }

  /**
   * Makes the vsock device of a guest; QEMU can connect from when this returns.
   *
   * @param frontEnd Unix socket that QEMU connects to
   * @param user numeric id of the user QEMU runs as
   * @param listener told of every change; it must not block
   */
  public Plug plug(GuestAddress guest, Path frontEnd, int user, Consumer<VsockReport> listener)
      throws IOException {
    var environment = enter(guest.environment());
    try {
      return environment.plug(
          guest.cid(), frontEnd, user, listener, () -> leave(guest.environment(), environment));
    } catch (IOException | RuntimeException e) {
      leave(guest.environment(), environment);
      throw e;
    }
  }

  /** Has processes of the node serve ports, if the environment has guests here and this is news. */
  public void publish(long id, Listeners listeners) {
    find(id).ifPresent(environment -> environment.publish(listeners));
  }

  /**
   * Connects to a port of a guest; waits for it, for two seconds at most.
   *
   * @param port from 0 to 2^32 - 2
   * @throws ConnectFailedException with the reason
   */
  public VsockConnection connect(GuestAddress guest, long port)
      throws IOException, InterruptedException {
    var environment =
        find(guest.environment())
            .orElseThrow(
                () ->
                    new ConnectFailedException(
                        Reason.NO_SUCH_GUEST, "The guest has no vsock device now"));
    return environment.connect(guest.cid(), port);
  }

  /**
   * Takes one connection that a guest makes to a port of the host.
   *
   * @throws dev.guestoperator.vsock.environment.PortTakenException if somebody does so already
   */
  public HostPort listen(long id, long port) throws IOException {
    var environment = enter(id);
    try {
      return new HostPort(environment.listen(port), () -> released(id, environment));
    } catch (IOException | RuntimeException e) {
      leave(id, environment);
      throw e;
    }
  }

  private void released(long id, Environment environment) {
    environment.publishAgain();
    leave(id, environment);
  }

  private synchronized Optional<Environment> find(long id) {
    return Optional.ofNullable(environments.get(id));
  }

  private synchronized Environment enter(long id) throws IOException {
    var environment = environments.get(id);
    if (environment == null) {
      environment = Environment.in(directory.resolve(Long.toString(id)));
      environments.put(id, environment);
    }
    environment.enter();
    return environment;
  }

  private synchronized void leave(long id, Environment environment) {
    if (environment.leave()) {
      environments.remove(id);
    }
  }
}
