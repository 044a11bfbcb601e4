package dev.guestoperator.vsock.benchmark;

import dev.guestoperator.vsock.qemu.QemuGuest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;

/**
 * Measures the vsock device with a real Linux guest under TCG, beside vhost-device-vsock with the
 * same guest in the same run, if {@code VSOCK_PEER} is the path of its program.
 */
public final class VsockBenchmark {
  private VsockBenchmark() {}

  public static void main(String[] arguments) throws Exception {
    var directory = Files.createTempDirectory("vsock-bench");
    System.out.println("vsock device, a Linux guest under TCG; files are in " + directory);
    new IdleDevices(directory).run();
    var backends = new ArrayList<Backend>();
    try {
      var ours = new OurBackend(directory.resolve("ours"));
      backends.add(ours);
      peer(directory, backends);
      try (var guest = QemuGuest.start(directory.resolve("guest"), ours.frontEnd())) {
        compare(new Contest(guest, backends));
      }
    } finally {
      backends.forEach(Backend::close);
    }
  }

  private static void peer(Path directory, ArrayList<Backend> backends) throws Exception {
    var peer = System.getenv("VSOCK_PEER");
    if (peer == null) {
      System.out.println("\nvhost-device-vsock could not be had, so these are our figures alone.");
    } else {
      backends.add(new PeerBackend(Path.of(peer), directory.resolve("peer")));
    }
  }

  private static void compare(Contest contest) throws Exception {
    var roundTrips = new RoundTrips(contest);
    var connects = new Connects(contest);
    var throughput = new Throughput(contest);
    // Java compiles what has run often, as it has in an agent that is up for a while.
    var ours = contest.backends().getFirst();
    throughput.warmUp(ours);
    connects.warmUp(ours);
    roundTrips.warmUp(ours);
    roundTrips.run();
    connects.run();
    throughput.run();
  }
}
