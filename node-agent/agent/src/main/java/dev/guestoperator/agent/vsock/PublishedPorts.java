package dev.guestoperator.agent.vsock;

import dev.guestoperator.agent.api.DesiredGuest.Listener;
import dev.guestoperator.agent.api.DesiredGuest.Listeners;
import dev.guestoperator.vsock.environment.EnvironmentSwitch;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jboss.logging.Logger;

/** Ports of the host that processes of the node serve to all guests of an environment. */
final class PublishedPorts {
  private static final Logger LOG = Logger.getLogger(PublishedPorts.class);

  private final EnvironmentSwitch exchange;
  private final Path directory;
  private final Map<Listener, Closeable> held = new HashMap<>();
  private Listeners wanted = Listeners.NONE;

  PublishedPorts(EnvironmentSwitch exchange, Path directory) {
    this.exchange = exchange;
    this.directory = directory;
  }

  Path directory() {
    return directory;
  }

  /** Guests bring along what they were told; the newest counts. */
  synchronized void follow(Listeners listeners) {
    if (listeners.generation() >= wanted.generation() && !listeners.equals(wanted)) {
      wanted = listeners;
      apply();
    }
  }

  /** Takes what is wanted and free, and gives back the rest. */
  synchronized void apply() {
    held.entrySet()
        .removeIf(
            entry -> {
              var unwanted = !wanted.sockets().contains(entry.getKey());
              if (unwanted) {
                release(entry.getValue());
              }
              return unwanted;
            });
    wanted.sockets().stream().filter(listener -> !held.containsKey(listener)).forEach(this::hold);
  }

  private void hold(Listener listener) {
    try {
      held.put(listener, exchange.publish(listener.port(), directory.resolve(listener.socket())));
    } catch (IOException taken) {
      // A session has it; when that ends, this is applied again.
      LOG.infof("%s: %s", directory, taken.getMessage());
    }
  }

  private static void release(Closeable port) {
    try {
      port.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
