package dev.guestoperator.vsock.benchmark;

import dev.guestoperator.vsock.qemu.Outcome;
import dev.guestoperator.vsock.qemu.Reader;
import dev.guestoperator.vsock.qemu.Transfer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * How fast bytes get to the guest, from it, and both at once, and what CPU that costs; and that all
 * of them arrive as they were.
 */
record Throughput(Contest contest) {
  private static final int TOTAL = 64 << 20;
  private static final int WRITES = 1 << 14;
  private static final int[] SIZES = {1, 64, 1 << 10, 4 << 10, 64 << 10, 1 << 20, 64 << 20};
  private static final Duration LIMIT = Duration.ofSeconds(8);

  /** What one transfer took. */
  record Sample(long bytes, long nanos, long cpu) {}

  void run() throws Exception {
    for (var pace : Pace.values()) {
      System.out.println("\n" + pace.words);
      run(pace);
    }
  }

  private void run(Pace pace) throws Exception {
    var table =
        new Table(
            "direction    ",
            "bytes of a write",
            "bytes in total",
            "ours, MB/s",
            "peer, MB/s",
            "ratio",
            "ours, CPU-s/GiB",
            "peer, CPU-s/GiB",
            "ratio");
    for (var direction : Direction.values()) {
      for (var size : SIZES) {
        row(table, direction, size, pace);
      }
    }
  }

  private void row(Table table, Direction direction, int size, Pace pace) throws Exception {
    var transfer = transfer(direction, size, pace);
    var results = contest.run(pace.rounds, backend -> measure(backend, transfer));
    var ours = results.getFirst();
    var peer = results.getLast();
    table.row(
        direction.words,
        Integer.toString(size),
        Integer.toString(total(size)),
        ours.show("%.2f", Throughput::rate),
        peer.show("%.2f", Throughput::rate),
        Result.ratio(results, Throughput::rate),
        ours.show("%.2f", Throughput::cpu),
        peer.show("%.2f", Throughput::cpu),
        Result.ratio(results, Throughput::cpu));
  }

  /** Everything once, unmeasured. */
  void warmUp(Backend backend) throws Exception {
    for (var direction : Direction.values()) {
      for (var size : SIZES) {
        contest.once(backend, plugged -> measure(plugged, transfer(direction, size, Pace.FAST)));
      }
    }
  }

  private static Transfer transfer(Direction direction, int size, Pace pace) {
    var reader = pace.reader(total(size));
    return new Transfer(
        direction.toGuest ? total(size) : 0,
        direction.toHost ? total(size) : 0,
        size,
        reader,
        reader);
  }

  /** Each way. Small writes are only so many, or they would take minutes. */
  private static int total(int size) {
    return (int) Math.min(TOTAL, (long) size * WRITES);
  }

  private static Sample measure(Backend backend, Transfer transfer)
      throws IOException, InterruptedException, FailedException {
    try (var connection =
        backend.connect(Transfer.PORT).orElseThrow(() -> new FailedException("refuses"))) {
      var before = backend.usage().cpu();
      return switch (transfer.run(connection, LIMIT)) {
        case Outcome.Done(var nanos) ->
            new Sample(
                (long) transfer.toGuest() + transfer.toHost(),
                nanos,
                backend.usage().cpu() - before);
        case Outcome.DataLost _ -> throw new FailedException("loses data");
        case Outcome.Stalled _ -> throw new FailedException("stalls");
        case Outcome.CutOff _ -> throw new FailedException("is cut off");
      };
    }
  }

  private static double rate(List<Sample> samples) {
    return Result.median(
        samples.stream().mapToDouble(sample -> sample.bytes * 1e3 / sample.nanos).toArray());
  }

  /** Of all together, as the kernel counts CPU in large units. */
  private static double cpu(List<Sample> samples) {
    var cpu = samples.stream().mapToLong(Sample::cpu).sum();
    var bytes = samples.stream().mapToLong(Sample::bytes).sum();
    return cpu / 1e9 / (bytes / (double) (1 << 30));
  }

  private enum Pace {
    FAST("Readers that read at once:", 4),
    SLOW("Readers that rest for 4 ms, 250 times:", 1);

    private final String words;
    private final int rounds;

    Pace(String words, int rounds) {
      this.words = words;
      this.rounds = rounds;
    }

    Reader reader(int total) {
      return switch (this) {
        case FAST -> Reader.FAST;
        case SLOW -> Reader.slow(total);
      };
    }
  }

  private enum Direction {
    TO_GUEST("host to guest", true, false),
    TO_HOST("guest to host", false, true),
    BOTH("both at once", true, true);

    private final String words;
    private final boolean toGuest;
    private final boolean toHost;

    Direction(String words, boolean toGuest, boolean toHost) {
      this.words = words;
      this.toGuest = toGuest;
      this.toHost = toHost;
    }
  }
}
