package dev.guestoperator.agent.balloon;

import dev.guestoperator.agent.api.BalloonReport;
import dev.guestoperator.agent.api.DesiredGuest;
import dev.guestoperator.agent.vmm.Balloon;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.Consumer;

/** What the balloons of a node share: a timer and the metrics. */
public final class Balloons implements AutoCloseable {
  private final MeterRegistry metrics;
  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(
          1,
          Thread.ofPlatform().daemon().name("balloon-timer").factory(),
          new ScheduledThreadPoolExecutor.DiscardPolicy());

  public Balloons(MeterRegistry metrics) {
    this.metrics = metrics;
    timer.setRemoveOnCancelPolicy(true);
  }

  /**
   * Leads the balloon of a machine that runs, until the controller is closed.
   *
   * @param minimumBytes of memory that are left to the guest, whatever is desired
   * @param desired of the guest
   * @param listener told what is worth an event, and nothing after the controller was closed
   */
  public BalloonController lead(
      Balloon balloon, long minimumBytes, DesiredGuest desired, Consumer<BalloonReport> listener) {
    var controller =
        new BalloonController(
            desired.namespace() + "/" + desired.name(),
            new Pump(balloon, minimumBytes),
            new BalloonMeters(metrics, desired.namespace(), desired.name()),
            listener,
            timer,
            Clock.systemUTC());
    balloon.onChange(controller::changed);
    controller.desire(desired.balloon());
    return controller;
  }

  /** From then on balloons are left as they are. */
  @Override
  public void close() {
    timer.shutdownNow();
  }
}
