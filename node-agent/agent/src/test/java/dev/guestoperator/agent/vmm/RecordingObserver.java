package dev.guestoperator.agent.vmm;

import static org.awaitility.Awaitility.await;

import dev.guestoperator.agent.api.VsockReport;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers what it was told. */
public final class RecordingObserver implements Vmm.Observer {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final List<String> told = new CopyOnWriteArrayList<>();
  private volatile MachineExit exit;

  @Override
  public void running() {
    told.add("running");
  }

  @Override
  public void rebooted() {
    told.add("rebooted");
  }

  @Override
  public void vsock(VsockReport now) {
    told.add("vsock " + now.state());
  }

  @Override
  public void ended(MachineExit exit) {
    this.exit = exit;
    told.add("ended");
  }

  public List<String> told() {
    return List.copyOf(told);
  }

  public void awaitTold(String what) {
    await().atMost(PATIENCE).until(() -> told.contains(what));
  }

  public MachineExit awaitExit() {
    awaitTold("ended");
    return exit;
  }
}
