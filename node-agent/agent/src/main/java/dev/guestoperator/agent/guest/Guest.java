package dev.guestoperator.agent.guest;

import dev.guestoperator.agent.api.BalloonReport;
import dev.guestoperator.agent.api.DesiredGuest;
import dev.guestoperator.agent.api.GuestReport;
import dev.guestoperator.agent.api.GuestReport.Exit;
import dev.guestoperator.agent.api.GuestReport.Problem;
import dev.guestoperator.agent.api.VsockReport;
import dev.guestoperator.agent.guest.GuestRecord.Launched;
import dev.guestoperator.agent.guest.GuestRecord.Removal;
import dev.guestoperator.agent.guest.RefusedException.Kind;
import dev.guestoperator.agent.serial.GuestPorts;
import dev.guestoperator.agent.serial.SessionEnd;
import java.io.IOException;
import java.time.Duration;
import java.util.OptionalInt;
import org.jboss.logging.Logger;

/**
 * What is desired of a guest and where it is in its life, on disk and as reported. Every method
 * leaves both consistent.
 */
final class Guest {
  private static final Logger LOG = Logger.getLogger(Guest.class);
  private static final int GRACE_SECONDS_IF_LOST = 30;

  private final GuestServices services;
  private final GuestDirectory directory;
  private final GuestPorts ports;
  private GuestRecord record;
  private DesiredGuest desired;
  private GuestLife life = GuestLife.Off.AS_WISHED;
  private BalloonReport balloon;
  private VsockReport vsock;

  Guest(GuestServices services, GuestDirectory directory, GuestRecord record) throws IOException {
    this.services = services;
    this.directory = directory;
    this.record = record;
    this.ports = services.ports().open(directory.path());
  }

  GuestDirectory directory() {
    return directory;
  }

  GuestPorts ports() {
    return ports;
  }

  synchronized int slot() {
    return record.slot();
  }

  /** Null if it was lost. */
  synchronized DesiredGuest desired() {
    return desired;
  }

  /** What its machine was started with; null if that was lost. */
  synchronized DesiredGuest launchedWith() {
    return record.launched() == null ? null : record.launched().with();
  }

  /** Bytes that the package of its machine needs. */
  synchronized long minimumMemory() {
    return record.launched().minimumMemoryBytes();
  }

  synchronized long highestEpoch() {
    return Math.max(
        desired == null ? 0 : desired.epoch(),
        record.removal() == null ? 0 : record.removal().epoch());
  }

  synchronized GuestReport report() {
    return Reports.report(directory.uid(), desired, wish(), life, record, balloon, vsock);
  }

  synchronized Decision decide() {
    return Rules.decide(wish(), life, services.clock().instant());
  }

  /**
   * Takes on what is desired; when this returns, it is on disk.
   *
   * @return whether anything changed
   */
  synchronized boolean desire(DesiredGuest next) throws RefusedException {
    Tombstones.check(next.epoch(), highestEpoch());
    if (record.removal() != null || life instanceof GuestLife.Gone) {
      throw new RefusedException(
          Kind.BEING_REMOVED,
          "The guest is being removed from this node; try again when it is gone.");
    }
    if (next.equals(desired)) {
      return false;
    }
    accept(next);
    life = life instanceof GuestLife.Off off ? off.changed() : life;
    publish();
    return true;
  }

  private void accept(DesiredGuest next) throws RefusedException {
    var previous = desired;
    desired = next;
    if (memory() > 0 && !services.memory().reserve(directory.uid(), memory())) {
      desired = previous;
      throw new RefusedException(
          Kind.NO_ROOM,
          "The node has no room for %d MiB more for guests; use less memory or another node."
              .formatted(next.memoryBytes() >> 20));
    }
    try {
      directory.write(next);
    } catch (IOException failed) {
      desired = previous;
      holdMemory();
      throw Storage.refused(failed);
    }
    holdMemory();
  }

  /**
   * Has the guest shut down and all that is left of it removed.
   *
   * @return whether anything changed
   */
  synchronized boolean remove(long epoch, OptionalInt graceSeconds) throws RefusedException {
    Tombstones.check(epoch, highestEpoch());
    var removal =
        new Removal(epoch, graceSeconds.orElseGet(() -> (int) wish().grace().toSeconds()));
    if (life instanceof GuestLife.Gone || removal.equals(record.removal())) {
      return false;
    }
    try {
      directory.write(record.removing(removal));
    } catch (IOException failed) {
      throw Storage.refused(failed);
    }
    record = record.removing(removal);
    publish();
    return true;
  }

  /** Takes over what an earlier agent wrote down; a machine on record counts as running. */
  synchronized void recover(DesiredGuest lastDesired) {
    desired = lastDesired;
    if (record.launched() != null) {
      life = new GuestLife.Up(record.launched().at(), true);
    }
    holdMemory();
    publish();
  }

  synchronized DesiredGuest launching() {
    life = ((GuestLife.Off) life).launch();
    publish();
    return desired;
  }

  synchronized void planned(Launched launched) throws LaunchException {
    try {
      directory.write(record.launched(launched));
    } catch (IOException failed) {
      throw new LaunchException("StorageFailed", Storage.message(failed), failed);
    }
    record = record.launched(launched);
    holdMemory();
  }

  synchronized void launched() {
    life = ((GuestLife.Launching) life).launched(record.launched().at());
    publish();
  }

  synchronized void launchFailed(Problem problem) {
    life = ((GuestLife.Launching) life).failed(problem, services.clock().instant());
    if (record.launched() != null) {
      save(record.launched(null));
    }
    holdMemory();
    publish();
  }

  synchronized void running() {
    if (life instanceof GuestLife.Up up) {
      life = up.started();
      publish();
    }
  }

  synchronized void ballooned(BalloonReport report) {
    balloon = report;
    publish();
  }

  synchronized void vsock(VsockReport now) {
    vsock = now;
    publish();
  }

  synchronized void pressed() {
    var now = services.clock().instant();
    life =
        life instanceof GuestLife.Stopping stopping
            ? stopping.pressed()
            : ((GuestLife.Up) life).pressed(now);
    publish();
  }

  synchronized void cut() {
    life = ((GuestLife.Stopping) life).cut(services.clock().instant());
  }

  synchronized void ended(Exit exit) {
    var again = wish().power() == Wish.Power.ON && life instanceof GuestLife.Up;
    life =
        switch (life) {
          case GuestLife.Up up -> up.ended(again ? Exits.startedAgain(exit) : null);
          case GuestLife.Stopping stopping -> stopping.ended();
          case GuestLife.Off _, GuestLife.Launching _, GuestLife.Leftover _, GuestLife.Gone _ ->
              throw new IllegalStateException("a machine ended in state " + life);
        };
    balloon = null;
    vsock = null;
    save(again ? record.crashed(exit) : record.stopped(exit));
    holdMemory();
    publish();
  }

  synchronized void removed() {
    life = new GuestLife.Gone();
    services.memory().release(directory.uid());
    ports.close();
    services.reports().remove(directory.uid());
  }

  synchronized void removalFailed(Problem problem) {
    var now = services.clock().instant();
    life =
        life instanceof GuestLife.Leftover leftover
            ? leftover.removalFailed(problem, now)
            : ((GuestLife.Off) life).removalFailed(problem, now);
    publish();
  }

  private Wish wish() {
    if (record.removal() != null) {
      return new Wish(Wish.Power.GONE, Duration.ofSeconds(record.removal().gracePeriodSeconds()));
    }
    if (desired == null) {
      return new Wish(Wish.Power.UNKNOWN, Duration.ofSeconds(GRACE_SECONDS_IF_LOST));
    }
    return new Wish(
        switch (desired.power()) {
          case ON -> Wish.Power.ON;
          case OFF -> Wish.Power.OFF;
        },
        Duration.ofSeconds(desired.gracePeriodSeconds()));
  }

  private void publish() {
    var off = life instanceof GuestLife.Off && wish().power() != Wish.Power.ON;
    if (off) {
      ports.end(wish().power() == Wish.Power.GONE ? SessionEnd.DELETED : SessionEnd.OFF);
    } else {
      ports.goOn();
    }
    services.reports().publish(report());
  }

  /** A disk that is full costs the memory of what happened, never the guest. */
  private void save(GuestRecord next) {
    record = next;
    try {
      directory.write(next);
    } catch (IOException failed) {
      LOG.warnf("Guest %s: its state is not on disk: %s", directory.uid(), failed);
    }
  }

  private void holdMemory() {
    if (memory() > 0) {
      services.memory().hold(directory.uid(), memory());
    } else {
      services.memory().release(directory.uid());
    }
  }

  /** What its machine has, or what the next one will have, whichever is more. */
  private long memory() {
    var launched = record.launched();
    var has = launched == null || launched.with() == null ? 0 : launched.with().memoryBytes();
    var wants = desired == null || wish().power() != Wish.Power.ON ? 0 : desired.memoryBytes();
    return Math.max(has, wants);
  }
}
