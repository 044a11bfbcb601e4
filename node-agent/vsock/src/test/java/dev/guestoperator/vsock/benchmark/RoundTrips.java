package dev.guestoperator.vsock.benchmark;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.List;

/** How long bytes take to the guest and back. */
record RoundTrips(Contest contest) {
  private static final int ECHO = 7;
  private static final int ROUNDS = 5;
  private static final int TRIPS = 2000;
  private static final int[] SIZES = {1, 4096};

  void run() throws Exception {
    var table =
        new Table(
            "round trip", "ours, median us", "peer  ", "ratio", "ours, p99 us", "peer  ", "ratio");
    for (var size : SIZES) {
      var results = contest.run(ROUNDS, backend -> measure(backend, size));
      var ours = results.getFirst();
      var peer = results.getLast();
      table.row(
          size + " B",
          ours.show("%.0f", RoundTrips::median),
          peer.show("%.0f", RoundTrips::median),
          Result.ratio(results, RoundTrips::median),
          ours.show("%.0f", RoundTrips::p99),
          peer.show("%.0f", RoundTrips::p99),
          Result.ratio(results, RoundTrips::p99));
    }
  }

  /** As much as is measured, unmeasured. */
  void warmUp(Backend backend) throws Exception {
    for (var size : SIZES) {
      for (var round = 0; round < ROUNDS; round++) {
        contest.once(backend, plugged -> measure(plugged, size));
      }
    }
  }

  long[] measure(Backend backend, int size) throws IOException, FailedException {
    var times = new long[TRIPS];
    try (var connection = connect(backend)) {
      var there = ByteBuffer.allocateDirect(size);
      var back = ByteBuffer.allocateDirect(size);
      for (var i = 0; i < TRIPS; i++) {
        var start = System.nanoTime();
        trip(connection, there.clear(), back.clear());
        times[i] = System.nanoTime() - start;
      }
    }
    return times;
  }

  private static SocketChannel connect(Backend backend) throws IOException, FailedException {
    return backend.connect(ECHO).orElseThrow(() -> new FailedException("refuses"));
  }

  private static void trip(SocketChannel connection, ByteBuffer there, ByteBuffer back)
      throws IOException {
    while (there.hasRemaining()) {
      connection.write(there);
    }
    while (back.hasRemaining()) {
      if (connection.read(back) < 0) {
        throw new EOFException("the guest has hung up");
      }
    }
  }

  private static double median(List<long[]> rounds) {
    return atShare(rounds, 0.5);
  }

  private static double p99(List<long[]> rounds) {
    return atShare(rounds, 0.99);
  }

  /** Microseconds of the trip that so large a share of all did not exceed. */
  private static double atShare(List<long[]> rounds, double share) {
    var all = rounds.stream().flatMapToLong(Arrays::stream).sorted().toArray();
    return all[(int) (all.length * share)] / 1e3;
  }
}
