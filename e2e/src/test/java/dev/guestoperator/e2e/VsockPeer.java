package dev.guestoperator.e2e;

import java.nio.file.Path;

/** Puts a program into a guest that speaks vsock, which busybox does not. */
public final class VsockPeer {
  /** Echoes. */
  public static final int ECHO = 7;

  /** Reads a CID and a port, 32 bits each, and passes everything on to there. */
  static final int RELAY = 8;

  /** Takes and sends what it is asked for. */
  public static final int JOBS = 10;

  private static final Path SOURCE = Path.of("..", "node-agent", "vsock", "src", "test", "c");

  private VsockPeer() {}

  public static Path compile(Path directory) {
    var program = directory.resolve("vsock-peer");
    var source = SOURCE.resolve("vsock-peer.c");
    Command.of("gcc", "-static", "-Os", "-s", "-o", program.toString(), source.toString())
        .run()
        .succeeded();
    return program;
  }

  /** Starts it in the guest; it listens when this returns. */
  public static void start(Cluster cluster, Path program, String guest) {
    // Waits for the guest's vshd, which cp does not.
    cluster.kubectl("guest", "vsh", guest, "--", "true").run().succeeded();
    cluster.kubectl("guest", "cp", program.toString(), guest + ":/bin/").run().succeeded();
    var listen = "vsock-peer >/tmp/peer & until grep -q ready /tmp/peer; do sleep 0.1; done";
    cluster.kubectl("guest", "vsh", guest, "--", "sh", "-c", listen).run().succeeded();
  }

  /** What has the relay connect to there. */
  static String address(int cid, int port) {
    return little(cid) + little(port);
  }

  private static String little(int number) {
    var bytes = new StringBuilder();
    for (var shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
      bytes.append("\\x%02x".formatted(number >> shift & 0xff));
    }
    return bytes.toString();
  }
}
