package dev.guestoperator.e2e.benchmark;

import dev.guestoperator.e2e.Cluster;

/** Measures what users wait for, each figure beside a reference of the same run. */
public final class Benchmark {
  private Benchmark() {}

  public static void main(String[] arguments) throws Exception {
    try (var cluster = new Cluster()) {
      new FirstByte(cluster).run();
      new ApiWrites(cluster).run();
      new CommandStart(cluster).run();
      new VsockSessions(cluster).run();
    }
    StatisticsWrites.run();
  }
}
