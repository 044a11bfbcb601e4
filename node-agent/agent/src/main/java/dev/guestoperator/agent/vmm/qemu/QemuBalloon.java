package dev.guestoperator.agent.vmm.qemu;

import com.fasterxml.jackson.databind.JsonNode;
import dev.guestoperator.agent.vmm.Balloon;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * The balloon of a QEMU, which speaks of it as the memory that is left to the guest: "balloon" and
 * "query-balloon" in the QEMU QMP Reference Manual, and virtio-balloon-stats in its documentation.
 */
final class QemuBalloon implements Balloon {
  private static final String DEVICE = "/machine/peripheral/balloon0";
  private static final Map<String, ?> STATS = Map.of("path", DEVICE, "property", "guest-stats");

  /** Asks QEMU and waits for its answer. */
  interface Commands {
    JsonNode ask(String command, Map<String, ?> arguments) throws IOException;
  }

  private final Commands qemu;
  private volatile Runnable listener = () -> {};
  private volatile long memory;

  QemuBalloon(Commands qemu) {
    this.qemu = qemu;
  }

  @Override
  public long memoryPages() throws IOException {
    return memory() / PAGE;
  }

  @Override
  public long actualPages() throws IOException {
    var left = qemu.ask("query-balloon", Map.of());
    return BalloonAnswers.actual(left, memory()) / PAGE;
  }

  @Override
  public void setTarget(long pages) throws IOException {
    qemu.ask("balloon", Map.of("value", memory() - pages * PAGE));
  }

  @Override
  public void setStatsPeriod(int seconds) throws IOException {
    qemu.ask(
        "qom-set",
        Map.of("path", DEVICE, "property", "guest-stats-polling-interval", "value", seconds));
  }

  @Override
  public Optional<Told> told() throws IOException {
    return BalloonAnswers.told(qemu.ask("qom-get", STATS));
  }

  @Override
  public void onChange(Runnable listener) {
    this.listener = listener;
  }

  void changed() {
    listener.run();
  }

  /** QEMU itself is asked: what an agent before this one has started may not be on record. */
  private long memory() throws IOException {
    if (memory == 0) {
      memory = BalloonAnswers.memory(qemu.ask("query-memory-size-summary", Map.of()));
    }
    return memory;
  }
}
