package dev.guestoperator.agent.balloon;

import dev.guestoperator.agent.api.BalloonReport;
import dev.guestoperator.agent.api.DesiredGuest;
import dev.guestoperator.agent.vmm.Balloon.Told;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** Leads the balloon of one machine to what is desired, from when it runs until it ends. */
public final class BalloonController implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(BalloonController.class);
  private static final Duration UNTIL_IT_ANSWERS = Duration.ofSeconds(1);
  private static final int LOOK_SECONDS = 5;

  private final String guest;
  private final Pump pump;
  private final BalloonMeters meters;
  private final Consumer<BalloonReport> listener;
  private final Clock clock;
  private final Rounds rounds;
  private DesiredGuest.Balloon desired;
  private boolean rebooted;
  private long followed;
  private Progress progress;
  private Optional<Told> told = Optional.empty();
  private Published published;
  private boolean failing;
  private boolean closed;

  BalloonController(
      String guest,
      Pump pump,
      BalloonMeters meters,
      Consumer<BalloonReport> listener,
      ScheduledExecutorService timer,
      Clock clock) {
    this.guest = guest;
    this.pump = pump;
    this.meters = meters;
    this.listener = listener;
    this.clock = clock;
    this.rounds = new Rounds(timer, this::round);
  }

  /** The same twice changes nothing. */
  public synchronized void desire(DesiredGuest.Balloon next) {
    if (!next.equals(desired)) {
      desired = next;
      rounds.wake();
    }
  }

  /** The guest starts anew, with nothing in its balloon. */
  public synchronized void rebooted() {
    rebooted = true;
    rounds.wake();
  }

  /** Looks at the balloon; if its VMM hangs, as it was when it last answered, if it ever did. */
  public Optional<BalloonReport> now() {
    rounds.wake().completeOnTimeout(null, LOOK_SECONDS, TimeUnit.SECONDS).join();
    return report();
  }

  void changed() {
    rounds.wake();
  }

  private Duration round() {
    var wanted = wanted();
    try {
      seen(wanted.targetPages(), pump.pump(wanted.targetPages()));
      heard(pump.stats(wanted.statsPeriodSeconds()));
    } catch (IOException failed) {
      missed(failed);
    }
    return conclude(wanted.statsPeriodSeconds());
  }

  private synchronized DesiredGuest.Balloon wanted() {
    if (rebooted) {
      rebooted = false;
      pump.startAnew();
    }
    return desired;
  }

  private synchronized void seen(long wanted, Pump.Level level) {
    followed = wanted;
    var now = clock.instant();
    progress =
        progress == null
            ? Progress.first(level.target(), level.actual(), now)
            : progress.next(level.target(), level.actual(), now);
  }

  private synchronized void heard(Optional<Told> answer) {
    told = answer;
    failing = false;
  }

  /** What cannot be seen to move does not. */
  private synchronized void missed(IOException failed) {
    if (progress != null) {
      progress = progress.next(progress.target(), progress.actual(), clock.instant());
    }
    if (!failing) {
      failing = true;
      LOG.infof("Guest %s: its balloon is tried again: %s", guest, failed.getMessage());
    }
  }

  private synchronized Duration conclude(int statsSeconds) {
    report().filter(_ -> !closed).ifPresent(this::publish);
    var pause = progress == null ? UNTIL_IT_ANSWERS : progress.pause(clock.instant());
    var period = Duration.ofSeconds(statsSeconds);
    return period.isPositive() && period.compareTo(pause) < 0 ? period : pause;
  }

  private void publish(BalloonReport report) {
    meters.update(report);
    var now = clock.instant();
    if (published == null || published.isOutdatedBy(report, now)) {
      published = new Published(report, now);
      listener.accept(report);
    }
  }

  private synchronized Optional<BalloonReport> report() {
    return Optional.ofNullable(progress).map(known -> known.report(followed, told));
  }

  /** From then on nobody is told anything. */
  @Override
  public synchronized void close() {
    closed = true;
    rounds.close();
    meters.close();
  }
}
