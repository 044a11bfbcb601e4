package dev.guestoperator.agent.guest;

import dev.guestoperator.agent.api.BalloonReport;
import dev.guestoperator.agent.api.DesiredGuest;
import dev.guestoperator.agent.api.GuestReport;
import dev.guestoperator.agent.api.Raised;
import dev.guestoperator.agent.balloon.Balloons;
import dev.guestoperator.agent.guest.RefusedException.Kind;
import dev.guestoperator.agent.interrupt.Interrupts;
import dev.guestoperator.agent.node.MemoryPool;
import dev.guestoperator.agent.serial.GuestPorts;
import dev.guestoperator.agent.serial.Ports;
import dev.guestoperator.agent.vsock.Environments;
import dev.guestoperator.agent.vsock.GuestAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.BitSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.jboss.logging.Logger;

/** All guests of the node. */
public final class Guests {
  private static final Logger LOG = Logger.getLogger(Guests.class);
  private static final Duration CLOSING = Duration.ofSeconds(2);

  private final GuestServices services;
  private final Map<String, GuestRunner> runners = new ConcurrentHashMap<>();
  private final Tombstones tombstones = new Tombstones();

  Guests(GuestServices services) {
    this.services = services;
  }

  /** All guests of the node, those of an earlier agent included. */
  public static Guests of(
      Path state,
      Launcher launcher,
      MemoryPool memory,
      Ports ports,
      Interrupts interrupts,
      Balloons balloons,
      Environments environments,
      GuestReports reports)
      throws IOException {
    var timer =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("guest-timer").factory());
    timer.setRemoveOnCancelPolicy(true);
    timer.setRejectedExecutionHandler(new ScheduledThreadPoolExecutor.DiscardPolicy());
    var guests =
        new Guests(
            new GuestServices(
                GuestDirectories.in(state),
                reports,
                launcher,
                memory,
                ports,
                interrupts,
                balloons,
                environments,
                timer,
                Clock.systemUTC()));
    new Recovery(guests.services, launcher.firstUser()).into(guests);
    return guests;
  }

  /**
   * Makes it so; when this returns, what is desired is on disk. The same twice changes nothing.
   *
   * @param desired valid
   */
  public GuestReport put(DesiredGuest desired) throws RefusedException {
    var runner = runners.get(desired.uid());
    return runner == null ? create(desired) : put(runner, desired);
  }

  private synchronized GuestReport create(DesiredGuest desired) throws RefusedException {
    var uid = desired.uid();
    if (runners.containsKey(uid)) {
      return put(desired);
    }
    tombstones.check(uid, desired.epoch());
    var directory = services.directories().of(uid);
    if (directory.exists()) {
      throw new RefusedException(
          Kind.STORAGE_FAILED,
          "The node cannot use what it has of this guest in %s; its agent's log says why."
              .formatted(directory.path()));
    }
    try {
      directory.create();
      var record = GuestRecord.of(freeSlot());
      directory.write(record);
      var guest = new Guest(services, directory, record);
      guest.desire(desired);
      var runner = add(guest);
      runner.wake();
      return guest.report();
    } catch (RefusedException refused) {
      discard(directory);
      throw refused;
    } catch (IOException failed) {
      discard(directory);
      throw Storage.refused(failed);
    }
  }

  private static GuestReport put(GuestRunner runner, DesiredGuest desired) throws RefusedException {
    if (runner.guest().desire(desired)) {
      runner.wake();
    }
    return runner.guest().report();
  }

  GuestRunner add(Guest guest) {
    var uid = guest.directory().uid();
    var runner = new GuestRunner(services, guest, () -> forget(uid, guest.highestEpoch()));
    runners.put(uid, runner);
    return runner;
  }

  private void discard(GuestDirectory directory) {
    try {
      services.directories().remove(directory);
    } catch (IOException failed) {
      LOG.warnf("A refused guest leaves a directory behind: %s", failed);
    }
  }

  private void forget(String uid, long epoch) {
    tombstones.add(uid, epoch);
    runners.remove(uid);
  }

  /** Of the slots of all guests, the lowest that is free. */
  int freeSlot() {
    return takenSlots().nextClearBit(0);
  }

  boolean isFree(int slot) {
    return slot >= 0 && !takenSlots().get(slot);
  }

  private BitSet takenSlots() {
    var taken = new BitSet();
    runners.values().forEach(runner -> taken.set(runner.guest().slot()));
    return taken;
  }

  /**
   * Has a guest shut down and all that is left of it removed.
   *
   * @param graceSeconds instead of the one that was desired
   * @return its report while that lasts, empty when nothing is left
   */
  public Optional<GuestReport> remove(String uid, long epoch, OptionalInt graceSeconds)
      throws RefusedException {
    tombstones.check(uid, epoch);
    var runner = runners.get(uid);
    if (runner == null) {
      return Optional.empty();
    }
    if (runner.guest().remove(epoch, graceSeconds)) {
      runner.wake();
    }
    return services.reports().of(uid);
  }

  /**
   * Raises an interrupt line of a guest by hand, for at most 3 s; empty if there is no such guest.
   *
   * @param count of interrupts, one after the other, from 1
   */
  public Optional<Raised> raise(String uid, int line, int count)
      throws RefusedException, InterruptedException {
    var runner = runners.get(uid);
    return runner == null ? Optional.empty() : Optional.of(runner.interrupts().raise(line, count));
  }

  /**
   * The balloon of a guest at this moment, if there is such a guest.
   *
   * @throws RefusedException if the guest has none now
   */
  public Optional<BalloonReport> balloon(String uid) throws RefusedException {
    var runner = runners.get(uid);
    return runner == null ? Optional.empty() : Optional.of(runner.balloon().now());
  }

  /**
   * Where a guest that runs is found by vsock.
   *
   * @throws RefusedException if there is no such guest, or it has no vsock device now
   */
  public GuestAddress vsock(String uid) throws RefusedException {
    var runner = runners.get(uid);
    if (runner == null) {
      throw new RefusedException(Kind.NOT_FOUND, "There is no such guest on this node.");
    }
    var running = runner.guest().launchedWith();
    if (running == null) {
      throw new RefusedException(
          Kind.VSOCK_NOT_READY, "The guest does not run: try again once it does.");
    }
    return Launcher.vsock(running)
        .orElseThrow(
            () ->
                new RefusedException(
                    Kind.NO_VSOCK,
                    "The guest has no vsock: set virtio.vsock to true and restart it."));
  }

  /** The devices of a guest that can be watched, if there is such a guest. */
  public Optional<GuestPorts> ports(String uid) {
    return Optional.ofNullable(runners.get(uid)).map(runner -> runner.guest().ports());
  }

  /** From now on guests are left as they are; waits a moment for what is being done. */
  public void close() throws InterruptedException {
    services.timer().shutdownNow();
    var deadline = System.nanoTime() + CLOSING.toNanos();
    for (var runner : runners.values()) {
      runner.awaitRest(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
      runner.interrupts().disconnect();
    }
  }

  /** Whether there is such a guest and it is to have a virtio console. */
  public boolean hasConsole(String uid) {
    return Optional.ofNullable(runners.get(uid))
        .map(runner -> runner.guest().desired())
        .filter(desired -> desired.virtio().console())
        .isPresent();
  }
}
