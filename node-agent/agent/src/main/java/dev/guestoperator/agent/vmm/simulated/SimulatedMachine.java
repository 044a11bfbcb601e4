package dev.guestoperator.agent.vmm.simulated;

import static java.util.stream.Collectors.toUnmodifiableMap;

import dev.guestoperator.agent.api.Accelerator;
import dev.guestoperator.agent.interrupt.InterruptLine;
import dev.guestoperator.agent.vmm.Balloon;
import dev.guestoperator.agent.vmm.Machine;
import dev.guestoperator.agent.vmm.MachineConfig;
import dev.guestoperator.agent.vmm.MachineExit;
import dev.guestoperator.agent.vmm.Vmm;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** A machine that does what it is told, and what its faults let it. */
public final class SimulatedMachine implements Machine {
  private static final Duration INTERRUPT_PATIENCE = Duration.ofSeconds(1);

  private final Accelerator accelerator;
  private final Map<Integer, InterruptLine> interrupts;
  private final Optional<SimulatedBalloon> balloon;
  private final Set<Fault> faults;
  private final Runnable gone;
  private final Instant startedAt = Instant.now();
  private final ExecutorService teller =
      Executors.newSingleThreadExecutor(Thread.ofVirtual().factory());
  private Vmm.Observer observer;

  SimulatedMachine(MachineConfig config, Set<Fault> faults, Vmm.Observer observer, Runnable gone) {
    this.accelerator = config.accelerator();
    this.interrupts =
        config.interruptLines().stream().collect(toUnmodifiableMap(line -> line, _ -> line()));
    this.balloon =
        config.virtio().balloon()
            ? Optional.of(new SimulatedBalloon(config.memoryBytes(), faults))
            : Optional.empty();
    this.faults = faults;
    this.observer = observer;
    this.gone = gone;
  }

  @Override
  public Instant startedAt() {
    return startedAt;
  }

  @Override
  public Accelerator accelerator() {
    return accelerator;
  }

  @Override
  public Map<Integer, InterruptLine> interrupts() {
    return interrupts;
  }

  @Override
  public Optional<Balloon> balloon() {
    return balloon.map(Balloon.class::cast);
  }

  @Override
  public void pressPowerButton() {
    if (!faults.contains(Fault.IGNORES_POWER_BUTTON)) {
      end(MachineExit.GUEST_SHUTDOWN, "The guest switched itself off.", 0);
    }
  }

  @Override
  public void powerOff() {
    if (!faults.contains(Fault.SURVIVES_POWER_OFF)) {
      end(MachineExit.POWERED_OFF, "The machine was switched off.", 0);
    }
  }

  /** The guest resets itself. */
  public void reboot() {
    balloon.ifPresent(SimulatedBalloon::reset);
    tell(Vmm.Observer::rebooted);
  }

  /** The process dies. */
  public void crash() {
    end(MachineExit.VMM_FAILED, "The simulated machine crashed.", 1);
  }

  private InterruptLine line() {
    var self = new AtomicReference<InterruptLine>();
    self.set(new InterruptLine(() -> take(self.get()), INTERRUPT_PATIENCE));
    return self.get();
  }

  private void take(InterruptLine line) {
    if (!faults.contains(Fault.INTERRUPTS_NOT_TAKEN)) {
      line.taken();
    }
  }

  void boot() {
    if (faults.contains(Fault.ENDS_AT_ONCE)) {
      crash();
    } else {
      runs();
    }
  }

  synchronized void adoptedBy(Vmm.Observer next) {
    observer = next;
    runs();
  }

  private void runs() {
    if (!faults.contains(Fault.NEVER_RUNS)) {
      tell(Vmm.Observer::running);
    }
  }

  private synchronized void end(String reason, String message, int exitCode) {
    if (!teller.isShutdown()) {
      gone.run();
      tell(hears -> hears.ended(new MachineExit(reason, message, exitCode, Instant.now())));
      teller.shutdown();
    }
  }

  private synchronized void tell(Consumer<Vmm.Observer> what) {
    if (!teller.isShutdown()) {
      var hears = observer;
      teller.execute(() -> what.accept(hears));
    }
  }
}
