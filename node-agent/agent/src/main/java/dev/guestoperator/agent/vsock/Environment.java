package dev.guestoperator.agent.vsock;

import dev.guestoperator.agent.api.DesiredGuest.Listeners;
import dev.guestoperator.agent.api.VsockReport;
import dev.guestoperator.vsock.device.DeviceSockets;
import dev.guestoperator.vsock.environment.EnvironmentSwitch;
import dev.guestoperator.vsock.environment.VsockConnection;
import dev.guestoperator.vsock.environment.VsockListener;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** The switch of one environment, its sockets, and how many use it. */
final class Environment {
  private static final Logger LOG = Logger.getLogger(Environment.class);

  private final EnvironmentSwitch exchange = new EnvironmentSwitch();
  private final Path guests;
  private final PublishedPorts published;
  private int users;

  private Environment(Path directory) {
    guests = directory.resolve("guests");
    published = new PublishedPorts(exchange, directory.resolve("listeners"));
  }

  /** Nobody but root gets at the sockets in there. */
  static Environment in(Path directory) throws IOException {
    var environment = new Environment(directory);
    for (var path : List.of(environment.guests, environment.published.directory())) {
      Files.createDirectories(
          path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    return environment;
  }

  void enter() {
    users++;
  }

  /** Whether that was the last one, after whom nothing stays but what others have put here. */
  boolean leave() {
    users--;
    if (users == 0) {
      deleteIfEmpty(guests);
      deleteIfEmpty(published.directory());
      deleteIfEmpty(guests.getParent());
    }
    return users == 0;
  }

  private static void deleteIfEmpty(Path directory) {
    try {
      Files.deleteIfExists(directory);
    } catch (DirectoryNotEmptyException inUse) {
      LOG.debugf("%s is in use", directory);
    } catch (IOException e) {
      LOG.warnf("A directory that nobody needs is left behind: %s", e);
    }
  }

  Plug plug(long cid, Path frontEnd, int user, Consumer<VsockReport> listener, Runnable left)
      throws IOException {
    var tools = guests.resolve(Long.toString(cid));
    return new Plug(exchange, cid, tools, listener, left)
        .attach(new DeviceSockets(frontEnd, user, Optional.of(tools)));
  }

  VsockConnection connect(long cid, long port) throws IOException, InterruptedException {
    return exchange.connect(cid, port);
  }

  VsockListener listen(long port) throws IOException {
    return exchange.listen(port, 1);
  }

  void publish(Listeners listeners) {
    published.follow(listeners);
  }

  void publishAgain() {
    published.apply();
  }
}
