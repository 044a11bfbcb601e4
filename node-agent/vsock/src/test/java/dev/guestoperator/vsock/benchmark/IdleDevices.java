package dev.guestoperator.vsock.benchmark;

import dev.guestoperator.vsock.guest.RawGuest;
import dev.guestoperator.vsock.socket.VsockAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What devices cost whose guests are up and do nothing. The drivers are made up: a hundred QEMUs
 * would show nothing else of the device.
 */
record IdleDevices(Path directory) {
  private static final int COUNT = 100;
  private static final Duration TIME = Duration.ofSeconds(20);

  void run() throws Exception {
    try (var backend = new OurBackend(directory.resolve("idle"))) {
      var guests = new ArrayList<RawGuest>();
      try {
        var one = memoryWith(backend, guests, 1);
        var all = memoryWith(backend, guests, 1 + COUNT);
        var table = new Table("idle devices", "measured", "goal");
        table.row(
            "memory of the process with 1, MiB", "%.1f".formatted(mebibytes(one)), Result.NOTHING);
        table.row(
            "memory of each of %d more, MiB".formatted(COUNT),
            "%.2f".formatted(mebibytes(all - one) / COUNT),
            "at most 1");
        table.row(
            "CPU of the process with all, of a core",
            "%.2f %%".formatted(100 * cpu(backend)),
            "under 0.1 %");
      } finally {
        guests.forEach(RawGuest::close);
      }
    }
  }

  private static long memoryWith(OurBackend backend, List<RawGuest> guests, int count)
      throws Exception {
    backend.have(count);
    while (guests.size() < count) {
      var cid = VsockAddress.FIRST_GUEST + guests.size();
      guests.add(RawGuest.start(Backend.frontEnd(backend.directory(), cid)));
    }
    backend.have(count);
    return backend.usage().memory();
  }

  private static double cpu(OurBackend backend) throws Exception {
    var before = backend.usage().cpu();
    Thread.sleep(TIME);
    return (backend.usage().cpu() - before) / (double) TIME.toNanos();
  }

  private static double mebibytes(long bytes) {
    return bytes / (double) (1 << 20);
  }
}
