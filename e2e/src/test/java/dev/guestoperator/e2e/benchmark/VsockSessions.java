package dev.guestoperator.e2e.benchmark;

import static org.awaitility.Awaitility.await;

import dev.guestoperator.e2e.Cluster;
import dev.guestoperator.e2e.Guests;
import dev.guestoperator.e2e.VsockPeer;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** What the way through the cluster costs a vsock connection, beside one made on the node. */
final class VsockSessions {
  private static final String GUEST = "vsock-sessions";
  private static final int TRIPS = 1000;
  private static final int BYTES = 128 << 20;
  private static final int WRITE = 64 << 10;

  private final Cluster cluster;
  private final Guests guests;
  private Path socket;

  VsockSessions(Cluster cluster) {
    this.cluster = cluster;
    this.guests = new Guests(cluster);
  }

  private interface Measurement {
    double of(VsockLine line) throws Exception;
  }

  void run() throws Exception {
    guests.apply(GUEST, "{package: busybox, memory: 256Mi}");
    try {
      guests.awaitReady(GUEST);
      VsockPeer.start(cluster, VsockPeer.compile(Files.createTempDirectory("peer")), GUEST);
      var status = guests.get(GUEST).at("/status");
      socket =
          cluster
              .directory()
              .resolve("agent/environments")
              .resolve(status.at("/environmentId").asText())
              .resolve("guests")
              .resolve(status.at("/cid").asText());
      roundTrips(1);
      roundTrips(4096);
      throughputs();
    } finally {
      guests.delete(GUEST);
    }
  }

  private void roundTrips(int bytes) throws Exception {
    var ours = through(VsockPeer.ECHO, line -> roundTrip(line, bytes));
    var local = onTheNode(VsockPeer.ECHO, line -> roundTrip(line, bytes));
    System.out.printf(
        "vsock round trip of %4d B           %-32s on the node: %.0f us%n",
        bytes, "%.0f us (median of %d)".formatted(ours, TRIPS), local);
    System.out.printf("  added by the way: %.0f us (goal: under 2000 us)%n", ours - local);
  }

  private void throughputs() throws Exception {
    var forwarded = cluster.directory().resolve("forwarded.sock");
    var forwarder =
        cluster.kubectl("guest", "port-forward", GUEST, forwarded + ":" + VsockPeer.JOBS).start();
    try {
      await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(forwarded));
      throughput(forwarded, "host to guest", BYTES, 0);
      throughput(forwarded, "guest to host", 0, BYTES);
      throughput(forwarded, "both at once", BYTES / 2, BYTES / 2);
    } finally {
      forwarder.destroy();
      forwarder.onExit().join();
    }
  }

  private void throughput(Path forwarded, String direction, int toGuest, int toHost)
      throws Exception {
    Measurement transfer = line -> megabytes(line, toGuest, toHost);
    var cold = through(VsockPeer.JOBS, transfer);
    forward(forwarded, transfer);
    var ours = forward(forwarded, transfer);
    var local = onTheNode(VsockPeer.JOBS, transfer);
    System.out.printf(
        "vsock %-28s %-32s on the node: %.0f MB/s%n",
        direction, "%.0f MB/s (%.0f by a new socat)".formatted(ours, cold), local);
    System.out.printf("  share of the node's: %.2f (goal: at least 0.5)%n", ours / local);
  }

  private static double forward(Path socket, Measurement measurement) throws Exception {
    try (var line = VsockLine.throughTheForwarder(socket)) {
      return measurement.of(line);
    }
  }

  private double through(int port, Measurement measurement) throws Exception {
    try (var line = VsockLine.throughTheCluster(cluster, GUEST, port)) {
      return measurement.of(line);
    }
  }

  private double onTheNode(int port, Measurement measurement) throws Exception {
    try (var line = VsockLine.onTheNode(socket, port)) {
      return measurement.of(line);
    }
  }

  /** Median in microseconds; the first ones warm up. */
  private static double roundTrip(VsockLine line, int bytes) throws IOException {
    var message = new byte[bytes];
    var nanos = new long[TRIPS];
    for (var trip = -TRIPS; trip < TRIPS; trip++) {
      var start = System.nanoTime();
      line.out().write(message);
      line.out().flush();
      read(line, bytes);
      nanos[Math.max(0, trip)] = System.nanoTime() - start;
    }
    Arrays.sort(nanos);
    return nanos[TRIPS / 2] / 1e3;
  }

  /** What port 10 of vsock-peer is asked for: bytes to take and to send, writes, reads, no rest. */
  private static double megabytes(VsockLine line, int toGuest, int toHost) throws Exception {
    var job = ByteBuffer.allocate(20).order(ByteOrder.LITTLE_ENDIAN);
    line.out().write(job.putInt(toGuest).putInt(toHost).putInt(WRITE).putInt(WRITE).array());
    line.out().flush();
    read(line, 1);
    line.out().write(1);
    line.out().flush();
    var start = System.nanoTime();
    var giving = CompletableFuture.runAsync(() -> give(line, toGuest));
    read(line, toHost);
    read(line, 16);
    giving.join();
    return (toGuest + toHost) / 1e6 / ((System.nanoTime() - start) / 1e9);
  }

  private static void give(VsockLine line, int bytes) {
    try {
      var piece = new byte[WRITE];
      for (var left = bytes; left > 0; left -= piece.length) {
        line.out().write(piece, 0, Math.min(left, piece.length));
      }
      line.out().flush();
    } catch (IOException e) {
      throw new CompletionException(e);
    }
  }

  private static void read(VsockLine line, int bytes) throws IOException {
    var buffer = new byte[WRITE];
    for (int left = bytes, count; left > 0; left -= count) {
      count = line.in().read(buffer, 0, Math.min(left, buffer.length));
      if (count < 0) {
        throw new EOFException("the guest has hung up");
      }
    }
  }
}
