package dev.guestoperator.vsock.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestoperator.vsock.socket.ConnectionKey;
import dev.guestoperator.vsock.socket.ConnectionState;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ConnectionTest {
  /** Shortly before {@link System#nanoTime} turns over. */
  private static final long NOW = Long.MAX_VALUE - 1000;

  private final Connection connection =
      new Connection(
          new ConnectionKey(2, 50_000, 7),
          new ConnectionState.Asked(),
          4096,
          CompletableFuture.completedFuture(null));

  @Test
  void aHostThatSentLittleRests() {
    assertFalse(connection.rests(NOW));
    connection.wasRead(511, NOW);

    assertTrue(connection.rests(NOW));
    assertEquals(NOW, connection.restsSince());
    assertTrue(connection.rests(NOW + Connection.REST.toNanos() - 1));
    assertFalse(connection.rests(NOW + Connection.REST.toNanos()));
  }

  @Test
  void aHostThatSentMoreDoesNot() {
    connection.wasRead(1, NOW);
    connection.wasRead(512, NOW);
    assertFalse(connection.rests(NOW));
  }

  @Test
  void anAnswerIsNotHeldUp() {
    connection.wasRead(1, NOW);
    connection.guestSpoke();
    assertFalse(connection.rests(NOW));
  }
}
