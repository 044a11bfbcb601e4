package dev.guestoperator.agent.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The memory set aside for guests; each takes its own and {@link #GUEST_OVERHEAD_BYTES}. */
public final class MemoryPool {
  /**
   * What a guest's VMM may take beside the guest's own memory, in bytes. With every device QEMU 10
   * takes about 25 MiB; code that TCG keeps is bounded to 32 MiB, what a guest keeps in its GPU to
   * 32 MiB; the rest is for network connections, page tables and the like.
   */
  public static final long GUEST_OVERHEAD_BYTES = 128L << 20;

  private final long capacity;
  private final Map<String, Long> taken = new HashMap<>();

  /**
   * @param capacity in bytes
   */
  public MemoryPool(long capacity) {
    this.capacity = capacity;
  }

  /** Half of the memory of this machine, in bytes. */
  public static long halfOfMachine() throws IOException {
    try (var lines = Files.lines(Path.of("/proc/meminfo"))) {
      var total = lines.filter(line -> line.startsWith("MemTotal:")).findFirst().orElseThrow();
      return Long.parseLong(total.replaceAll("\\D", "")) * 1024 / 2;
    }
  }

  public long capacity() {
    return capacity;
  }

  /** What no guest takes, in bytes; 0 also when more is held than there is. */
  public synchronized long free() {
    return Math.max(0, capacity - sum());
  }

  /**
   * Takes memory for a guest, in place of what it had taken before.
   *
   * @return whether there was room; if not, nothing has changed
   */
  public synchronized boolean reserve(String uid, long memoryBytes) {
    var need = memoryBytes + GUEST_OVERHEAD_BYTES;
    if (sum() - taken.getOrDefault(uid, 0L) + need > capacity) {
      return false;
    }
    taken.put(uid, need);
    return true;
  }

  /** Takes memory for a guest that runs already, whether there is room or not. */
  public synchronized void hold(String uid, long memoryBytes) {
    taken.put(uid, memoryBytes + GUEST_OVERHEAD_BYTES);
  }

  /** Gives back what a guest has taken, if anything. */
  public synchronized void release(String uid) {
    taken.remove(uid);
  }

  private long sum() {
    return taken.values().stream().mapToLong(Long::longValue).sum();
  }
}
