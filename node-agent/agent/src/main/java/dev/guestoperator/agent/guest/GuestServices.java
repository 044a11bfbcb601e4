package dev.guestoperator.agent.guest;

import dev.guestoperator.agent.balloon.Balloons;
import dev.guestoperator.agent.interrupt.Interrupts;
import dev.guestoperator.agent.node.MemoryPool;
import dev.guestoperator.agent.serial.Ports;
import dev.guestoperator.agent.vsock.Environments;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** What all guests of the node share. */
record GuestServices(
    GuestDirectories directories,
    GuestReports reports,
    Launcher launcher,
    MemoryPool memory,
    Ports ports,
    Interrupts interrupts,
    Balloons balloons,
    Environments environments,
    ScheduledExecutorService timer,
    Clock clock) {

  /** From then on guests are left as they are. */
  boolean stopping() {
    return timer.isShutdown();
  }

  Future<?> wakeAt(Instant at, Runnable wake) {
    // One more, because the clock counts finer than the timer: never wake before the time.
    var delay = Duration.between(clock.instant(), at).toMillis() + 1;
    return timer.schedule(wake, delay, TimeUnit.MILLISECONDS);
  }
}
