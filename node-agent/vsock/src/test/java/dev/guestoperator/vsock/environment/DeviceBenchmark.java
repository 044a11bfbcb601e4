package dev.guestoperator.vsock.environment;

import dev.guestoperator.vsock.guest.RawGuest;
import dev.guestoperator.vsock.socket.ConnectionKey;
import dev.guestoperator.vsock.socket.Operation;
import dev.guestoperator.vsock.socket.PacketHeader;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.Arrays;

/**
 * Prints throughput, CPU of the device's thread and round trips with a driver in this process. Run
 * {@code main} by hand: it is no test.
 */
final class DeviceBenchmark {
  private static final int ROUNDS = 3;
  private static final long MEBIBYTE = 1 << 20;

  private final RawGuest guest;
  private final VsockConnection host;
  private final ConnectionKey key;
  private int forwarded;
  private int sent;
  private int credit = TestEnvironment.PLENTY;
  private int peerForwarded;

  private DeviceBenchmark(RawGuest guest, VsockConnection host, ConnectionKey key) {
    this.guest = guest;
    this.host = host;
    this.key = key;
  }

  public static void main(String[] arguments) throws Exception {
    var directory = Files.createTempDirectory("bench");
    try (var environment = new TestEnvironment(directory)) {
      var guest = environment.guest(3);
      var connecting = Streams.start(() -> environment.network().connect(3, 7));
      var request = guest.receive().header();
      var key = new ConnectionKey(2, request.sourcePort(), request.destinationPort());
      guest.send(TestEnvironment.packet(3, key, Operation.RESPONSE, 0, 0));
      var bench = new DeviceBenchmark(guest, connecting.get(), key);
      for (var i = 0; i < ROUNDS; i++) {
        bench.all();
      }
    }
  }

  private void all() throws Exception {
    roundTrip(1);
    roundTrip(4096);
    toGuest(64, 32 * MEBIBYTE);
    toGuest(4096, 1024 * MEBIBYTE);
    toGuest(65536, 2048 * MEBIBYTE);
    toHost(64, 32 * MEBIBYTE);
    toHost(4096, 1024 * MEBIBYTE);
    toHost(32768, 2048 * MEBIBYTE);
    toHost(65536, 2048 * MEBIBYTE);
    System.out.println();
  }

  private void roundTrip(int size) throws Exception {
    var rounds = 20_000;
    var payload = new byte[size];
    var echo =
        Streams.start(
            () -> {
              for (var got = 0L; got < (long) rounds * size; ) {
                var packet = guest.receive();
                heard(packet.header());
                if (packet.operation() == Operation.DATA) {
                  got += packet.payload().length;
                  forwarded += packet.payload().length;
                  sent += packet.payload().length;
                  guest.send(header(packet.payload().length), packet.payload());
                }
              }
              return null;
            });
    var times = new long[rounds];
    var buffer = ByteBuffer.allocateDirect(size);
    for (var i = 0; i < rounds; i++) {
      var start = System.nanoTime();
      host.write(ByteBuffer.wrap(payload));
      buffer.clear();
      while (buffer.hasRemaining()) {
        host.read(buffer);
      }
      times[i] = System.nanoTime() - start;
    }
    echo.get();
    Arrays.sort(times);
    System.out.printf(
        "round trip %6d B: median %5.1f us, p99 %6.1f us%n",
        size, times[rounds / 2] / 1e3, times[rounds * 99 / 100] / 1e3);
  }

  private void toGuest(int size, long total) throws Exception {
    measure(
        "host to guest",
        size,
        total,
        () -> {
          var got = new long[1];
          while (got[0] < total) {
            guest.receiveAll(
                header -> {
                  heard(header);
                  got[0] += header.length();
                  forwarded += (int) header.length();
                });
            creditUpdate();
          }
        },
        () -> {
          var buffer = ByteBuffer.allocateDirect(size);
          for (var at = 0L; at < total; at += size) {
            host.write(buffer.clear());
          }
        });
  }

  private void toHost(int size, long total) throws Exception {
    measure(
        "guest to host",
        size,
        total,
        () -> {
          try (var arena = Arena.ofConfined()) {
            var payload = arena.allocate(size);
            for (var at = 0L; at < total; at += size) {
              send(payload, size);
            }
          }
        },
        () -> {
          var buffer = ByteBuffer.allocateDirect(1 << 18);
          for (var got = 0L; got < total; ) {
            got += host.read(buffer.clear());
          }
        });
  }

  private void send(MemorySegment payload, int size) {
    while (credit - (sent - peerForwarded) < size) {
      guest.receiveAll(this::heard);
    }
    guest.send(header(size), payload, 0, size);
    sent += size;
  }

  private int told;

  private void creditUpdate() {
    if (forwarded - told > TestEnvironment.PLENTY / 4) {
      told = forwarded;
      guest.send(header(Operation.CREDIT_UPDATE, 0));
    }
  }

  private void heard(PacketHeader header) {
    credit = header.bufferSize();
    peerForwarded = header.forwarded();
  }

  private PacketHeader header(int length) {
    return header(Operation.DATA, length);
  }

  private PacketHeader header(Operation operation, int length) {
    return new PacketHeader(
        3,
        key.peerCid(),
        key.guestPort(),
        key.peerPort(),
        length,
        PacketHeader.STREAM,
        operation,
        0,
        TestEnvironment.PLENTY,
        forwarded);
  }

  private interface Side {
    void run() throws Exception;
  }

  private void measure(String name, int size, long total, Side inGuest, Side onHost)
      throws Exception {
    var cpu = deviceCpu();
    var start = System.nanoTime();
    var guestSide = new Thread(() -> run(inGuest));
    guestSide.start();
    onHost.run();
    guestSide.join();
    var seconds = (System.nanoTime() - start) / 1e9;
    var used = (deviceCpu() - cpu) / 1e9;
    System.out.printf(
        "%s %6d B: %7.1f MB/s, %6.3f CPU-s/GiB%n",
        name, size, total / 1e6 / seconds, used / (total / (double) (1 << 30)));
  }

  private static void run(Side side) {
    try {
      side.run();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static long deviceCpu() {
    var threads = ManagementFactory.getThreadMXBean();
    for (var info : threads.getThreadInfo(threads.getAllThreadIds())) {
      if (info.getThreadName().equals("vsock-3")) {
        return threads.getThreadCpuTime(info.getThreadId());
      }
    }
    throw new AssertionError("The device has no thread");
  }
}
