package dev.guestoperator.agent.serial;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The ports of all guests, and the one thread that sees their logs grow. */
public final class Ports implements AutoCloseable {
  private final long limit;
  private final WatchService watches;
  private final Map<WatchKey, GuestPorts> watched = new ConcurrentHashMap<>();

  /**
   * @param limit of each log, in bytes
   */
  public Ports(long limit) throws IOException {
    this.limit = limit;
    this.watches = FileSystems.getDefault().newWatchService();
    Thread.ofPlatform().daemon().name("log-watch").start(this::watch);
  }

  /**
   * The ports of a guest.
   *
   * @param directory of the guest, which exists
   * @throws IOException if the directory cannot be watched
   */
  public GuestPorts open(Path directory) throws IOException {
    var key = directory.register(watches, ENTRY_CREATE, ENTRY_MODIFY);
    var ports = new GuestPorts(directory, limit, () -> forget(key));
    watched.put(key, ports);
    // It may have grown while no agent ran.
    ports.grown();
    return ports;
  }

  private void forget(WatchKey key) {
    key.cancel();
    watched.remove(key);
  }

  private void watch() {
    try {
      while (true) {
        var key = watches.take();
        key.pollEvents();
        var ports = key.reset() ? watched.get(key) : watched.remove(key);
        if (ports != null) {
          ports.grown();
        }
      }
    } catch (InterruptedException | ClosedWatchServiceException closed) {
      return;
    }
  }

  /** All sessions end; guests and their logs go on. */
  @Override
  public void close() throws IOException {
    watched.values().forEach(ports -> ports.end(SessionEnd.AGENT_STOPPING));
    watches.close();
  }
}
