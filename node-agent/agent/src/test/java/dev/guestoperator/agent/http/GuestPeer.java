package dev.guestoperator.agent.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Puts vsock-peer into a guest, whose busybox speaks no vsock. */
final class GuestPeer {
  /** Echoes. */
  static final int ECHO = 7;

  /** Reads a CID and a port, 32 bits each, and passes everything on to there. */
  static final int RELAY = 8;

  private static final String START =
      "cat >/tmp/peer; chmod +x /tmp/peer; /tmp/peer >/tmp/log &"
          + " until grep -q ready /tmp/log; do sleep 0.1; done";

  private static final Path SOURCE = Path.of("..", "vsock", "src", "test", "c", "vsock-peer.c");

  private GuestPeer() {}

  /** Starts it in the guest; it listens when this returns. */
  static void start(TestOperator operator, String uid, Path directory) throws Exception {
    var program = compile(directory);
    try (var session = operator.exec(uid, "", "sh", "-c", START)) {
      session.send(Files.readAllBytes(program));
      session.endInput();
      assertEquals(1000, session.closed().get(60, TimeUnit.SECONDS));
      assertEquals("Success", session.status().get("status").asText());
    }
  }

  private static Path compile(Path directory) throws IOException, InterruptedException {
    var program = directory.resolve("vsock-peer");
    var compiler =
        new ProcessBuilder("gcc", "-static", "-Os", "-s", "-o", program + "", SOURCE + "")
            .inheritIO()
            .start();
    assertEquals(0, compiler.waitFor(), "vsock-peer.c cannot be compiled");
    return program;
  }
}
