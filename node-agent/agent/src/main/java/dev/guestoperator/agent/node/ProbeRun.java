package dev.guestoperator.agent.node;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;

import dev.guestoperator.agent.api.VsockReport;
import dev.guestoperator.agent.vmm.MachineConfig;
import dev.guestoperator.agent.vmm.MachineException;
import dev.guestoperator.agent.vmm.MachineExit;
import dev.guestoperator.agent.vmm.MachineFiles;
import dev.guestoperator.agent.vmm.Vmm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** One run of the probe's guest. */
final class ProbeRun implements Vmm.Observer {
  /** How a run went. */
  sealed interface Outcome {
    record Done() implements Outcome {}

    record TooSlow(boolean longMode) implements Outcome {}

    record Ended(String message) implements Outcome {}
  }

  private static final Duration END = Duration.ofSeconds(30);
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final String LONG_MODE = "long mode\n";
  private static final String DONE = "done\n";

  private final MachineConfig config;
  private final CompletableFuture<MachineExit> exit = new CompletableFuture<>();
  private final Duration workLimit;
  private long deadline;
  private boolean longMode;

  /**
   * @param limit of the whole run; of the work in long mode a quarter of it
   */
  ProbeRun(MachineConfig config, Duration limit) {
    this.config = config;
    this.workLimit = limit.dividedBy(4);
    this.deadline = System.nanoTime() + limit.toNanos();
  }

  /** Ends the guest of a probe whose agent died. */
  static void endLeftover(Vmm vmm, MachineConfig config) {
    var run = new ProbeRun(config, Duration.ZERO);
    vmm.adopt(config, run)
        .ifPresent(
            machine -> {
              machine.powerOff();
              run.awaitEnd();
            });
  }

  Outcome run(Vmm vmm) throws IOException {
    var directory = config.directory();
    try (var watch = directory.getFileSystem().newWatchService()) {
      directory.register(watch, ENTRY_CREATE, ENTRY_MODIFY);
      var machine = vmm.start(config, this);
      try {
        return follow(watch);
      } finally {
        machine.powerOff();
        awaitEnd();
      }
    } catch (MachineException e) {
      return new Outcome.Ended(e.getMessage());
    }
  }

  private Outcome follow(WatchService watch) throws IOException {
    while (true) {
      var said =
          Files.readString(
              new MachineFiles(config.directory()).serialLog(), StandardCharsets.ISO_8859_1);
      if (said.contains(DONE)) {
        return new Outcome.Done();
      }
      if (exit.isDone()) {
        return new Outcome.Ended(exit.join().message());
      }
      if (said.contains(LONG_MODE) && !longMode) {
        longMode = true;
        deadline = Math.min(deadline, System.nanoTime() + workLimit.toNanos());
      }
      if (System.nanoTime() >= deadline) {
        return new Outcome.TooSlow(longMode);
      }
      awaitChange(watch);
    }
  }

  private void awaitChange(WatchService watch) {
    try {
      var left = Math.clamp(deadline - System.nanoTime(), 1, LOOK.toNanos());
      var key = watch.poll(left, TimeUnit.NANOSECONDS);
      if (key != null) {
        key.pollEvents();
        key.reset();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void awaitEnd() {
    exit.orTimeout(END.toSeconds(), TimeUnit.SECONDS).join();
  }

  @Override
  public void running() {}

  @Override
  public void rebooted() {}

  @Override
  public void vsock(VsockReport now) {}

  @Override
  public void ended(MachineExit exit) {
    this.exit.complete(exit);
  }
}
