package dev.guestoperator.vsock.benchmark;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** How many connections a second are made and ended, one after the other. */
record Connects(Contest contest) {
  private static final int ROUNDS = 5;
  private static final int COUNT = 500;

  void run() throws Exception {
    var results = contest.run(ROUNDS, Connects::measure);
    var table = new Table("connects per second", "ours  ", "peer  ", "ratio");
    table.row(
        "one at a time",
        results.getFirst().show("%.0f", Connects::median),
        results.getLast().show("%.0f", Connects::median),
        Result.ratio(results, Connects::median));
  }

  /** As much as is measured, unmeasured. */
  void warmUp(Backend backend) throws Exception {
    for (var round = 0; round < ROUNDS; round++) {
      contest.once(backend, Connects::measure);
    }
  }

  private static double measure(Backend backend) throws IOException, FailedException {
    var start = System.nanoTime();
    for (var i = 0; i < COUNT; i++) {
      var connection = backend.connect(ToolsClient.HANG_UP);
      try (var channel = connection.orElseThrow(() -> new FailedException("refuses"))) {
        if (channel.read(ByteBuffer.allocate(1)) >= 0) {
          throw new FailedException("sends bytes of nobody");
        }
      }
    }
    return COUNT * 1e9 / (System.nanoTime() - start);
  }

  private static double median(List<Double> figures) {
    return Result.median(figures.stream().mapToDouble(Double::doubleValue).toArray());
  }
}
