package dev.guestoperator.e2e.benchmark;

import dev.guestoperator.e2e.Cluster;
import dev.guestoperator.e2e.Command;

/** How long a user waits for the commands. */
final class CommandStart {
  private static final int RUNS = 10;

  private final Cluster cluster;

  CommandStart(Cluster cluster) {
    this.cluster = cluster;
  }

  void run() {
    compare("kubectl guest --help", "guest", "--help");
    compare("kubectl guest list", "guest", "list");
  }

  private void compare(String what, String... arguments) {
    var ours = new long[RUNS];
    var reference = new long[RUNS];
    cluster.kubectl(arguments).run().succeeded();
    for (int run = 0; run < RUNS; run++) {
      ours[run] = time(cluster.kubectl(arguments));
      reference[run] = time(cluster.kubectl("get", "guests"));
    }
    Figures.print(what, new Figures(ours), "kubectl get guests", new Figures(reference));
  }

  private static long time(Command command) {
    var start = System.nanoTime();
    command.run().succeeded();
    return System.nanoTime() - start;
  }
}
