package dev.guestoperator.agent.guest;

import dev.guestoperator.agent.api.GuestReport.Problem;
import dev.guestoperator.agent.api.VsockReport;
import dev.guestoperator.agent.vmm.Machine;
import dev.guestoperator.agent.vmm.MachineExit;
import dev.guestoperator.agent.vmm.Vmm;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Future;
import org.jboss.logging.Logger;

/**
 * Leads one guest to what is desired of it. Whatever happens is noted and wakes the runner; one
 * thread at a time then decides and acts until there is nothing to do, so actions never overlap.
 */
final class GuestRunner implements Vmm.Observer {
  private static final Logger LOG = Logger.getLogger(GuestRunner.class);

  private final GuestServices services;
  private final Guest guest;
  private final GuestInterrupts interrupts;
  private final GuestBalloon balloon;
  private final Runnable onRemoved;
  private volatile Machine machine;
  private volatile GuestRecord.Launched toAdopt;
  private boolean sawRunning;
  private VsockReport sawVsock;
  private MachineExit sawEnd;
  private boolean woken;
  private boolean active;
  private Thread worker;
  private Future<?> alarm;

  GuestRunner(GuestServices services, Guest guest, Runnable onRemoved) {
    this.services = services;
    this.guest = guest;
    this.interrupts = new GuestInterrupts(services.interrupts());
    this.balloon = new GuestBalloon(services, guest);
    this.onRemoved = onRemoved;
  }

  Guest guest() {
    return guest;
  }

  GuestInterrupts interrupts() {
    return interrupts;
  }

  GuestBalloon balloon() {
    return balloon;
  }

  /** Takes over the machine on record before anything else is done. */
  void recover(GuestRecord.Launched launched) {
    toAdopt = launched;
    wake();
  }

  @Override
  public synchronized void running() {
    sawRunning = true;
    wake();
  }

  @Override
  public void rebooted() {
    guest.ports().rebooted();
    balloon.rebooted();
  }

  @Override
  public synchronized void vsock(VsockReport now) {
    sawVsock = now;
    wake();
  }

  @Override
  public synchronized void ended(MachineExit exit) {
    sawEnd = exit;
    wake();
  }

  /** Something may have to be done. */
  synchronized void wake() {
    woken = true;
    if (!active && !services.stopping()) {
      active = true;
      worker = Thread.startVirtualThread(this::run);
    }
  }

  /** Waits for what is being done at the moment. */
  void awaitRest(Duration limit) throws InterruptedException {
    var busy = worker();
    if (busy != null) {
      busy.join(limit);
    }
  }

  private synchronized Thread worker() {
    return worker;
  }

  private void run() {
    try {
      adopt();
      for (var action = next(); action != Decision.Action.NOTHING; action = next()) {
        act(action);
      }
    } catch (RuntimeException bug) {
      LOG.errorf(bug, "Guest %s: the agent failed", guest.directory().uid());
      retreat(services.clock().instant().plus(GuestLife.RESTART_INTERVAL));
    }
  }

  private void adopt() {
    if (toAdopt == null) {
      return;
    }
    var adopted = services.launcher().adopt(guest, toAdopt, this);
    toAdopt = null;
    machine = adopted.orElse(null);
    if (adopted.isEmpty()) {
      ended(Exits.unseen(services.clock().instant()));
    }
  }

  private synchronized void retreat(Instant retryAt) {
    active = false;
    setAlarm(retryAt);
  }

  /**
   * @return NOTHING when there is nothing to do until the next wake-up, which starts a new run
   */
  private synchronized Decision.Action next() {
    while (woken && !services.stopping()) {
      woken = false;
      observe();
      var decision = guest.decide();
      setAlarm(decision.again());
      if (decision.action() != Decision.Action.NOTHING) {
        woken = true;
        return decision.action();
      }
    }
    active = false;
    return Decision.Action.NOTHING;
  }

  private void observe() {
    if (sawRunning) {
      sawRunning = false;
      guest.running();
      interrupts.connect(machine, guest.launchedWith());
      balloon.running(machine);
    }
    if (sawVsock != null) {
      guest.vsock(sawVsock);
      sawVsock = null;
    }
    if (sawEnd != null) {
      var exit = Exits.toReport(sawEnd);
      sawEnd = null;
      machine = null;
      interrupts.disconnect();
      balloon.ended();
      LOG.infof("Guest %s ended: %s", guest.directory().uid(), exit.message());
      guest.ended(exit);
    }
    balloon.follow();
    publishListeners();
  }

  private void publishListeners() {
    var desired = guest.desired();
    if (machine != null && desired != null) {
      services.environments().publish(desired.environmentId(), desired.listeners());
    }
  }

  private void setAlarm(Instant at) {
    if (alarm != null) {
      alarm.cancel(false);
      alarm = null;
    }
    if (at != null) {
      alarm = services.wakeAt(at, this::wake);
    }
  }

  private void act(Decision.Action action) {
    switch (action) {
      case NOTHING -> {}
      case LAUNCH -> launch();
      case PRESS_POWER_BUTTON -> {
        machine.pressPowerButton();
        guest.pressed();
      }
      case POWER_OFF -> {
        machine.powerOff();
        guest.cut();
      }
      case REMOVE -> remove();
    }
  }

  private void launch() {
    var with = guest.launching();
    try {
      var plan = services.launcher().plan(guest, with);
      guest.planned(plan.launched());
      guest.ports().starting();
      machine = services.launcher().start(plan, this);
      guest.launched();
    } catch (LaunchException failed) {
      LOG.warnf("Guest %s is not started: %s", guest.directory().uid(), failed.getMessage());
      guest.launchFailed(failed.problem());
    } catch (RuntimeException bug) {
      guest.launchFailed(
          new Problem("AgentFailed", "The node agent failed: %s.".formatted(bug), false));
      throw bug;
    }
  }

  private void remove() {
    try {
      services.directories().remove(guest.directory());
    } catch (IOException failed) {
      LOG.warnf("Guest %s is not removed: %s", guest.directory().uid(), failed);
      guest.removalFailed(new Problem("StorageFailed", Storage.message(failed), false));
      return;
    }
    guest.removed();
    onRemoved.run();
  }
}
