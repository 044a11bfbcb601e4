package dev.guestoperator.vsock.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.guestoperator.vsock.device.DeviceSockets;
import dev.guestoperator.vsock.device.DeviceStatus;
import dev.guestoperator.vsock.environment.EnvironmentSwitch;
import dev.guestoperator.vsock.environment.VsockConnection;
import dev.guestoperator.vsock.environment.VsockListener;
import dev.guestoperator.vsock.guest.RawGuest;
import dev.guestoperator.vsock.guest.SocketGuest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Any packets, in any rings, with a host that comes and goes: at worst the guest loses its device,
 * for a reason, and its neighbour is served.
 */
class DeviceFuzzTest {
  static final long CID = 3;
  static final long NEIGHBOUR = 4;
  static final long SERVED = 9000;

  @TempDir Path directory;
  private final AtomicReference<String> failure = new AtomicReference<>();
  private final EnvironmentSwitch network = new EnvironmentSwitch();
  private SocketGuest neighbour;
  private VsockListener listener;

  @BeforeEach
  void boot() throws Exception {
    neighbour = new SocketGuest(RawGuest.start(attach(NEIGHBOUR)));
    neighbour.listen(SERVED);
    attach(CID);
    listener = network.listen(SERVED, 64);
    Thread.startVirtualThread(this::serve);
  }

  @AfterEach
  void close() throws IOException {
    listener.close();
    network.close();
    neighbour.close();
  }

  private Path attach(long cid) throws Exception {
    var path = directory.resolve(Long.toString(cid));
    var user = (int) Files.getAttribute(directory, "unix:uid");
    network.attach(cid, new DeviceSockets(path, user, Optional.empty()), this::heard);
    return path;
  }

  private void heard(DeviceStatus status) {
    if (status instanceof DeviceStatus.Lost(var reason) && reason.startsWith("The device failed")) {
      failure.set(reason);
    }
  }

  private void serve() {
    try {
      while (true) {
        var connection = listener.accept();
        Thread.startVirtualThread(() -> echo(connection));
      }
    } catch (IOException | InterruptedException closed) {
      // The test is over.
    }
  }

  private static void echo(VsockConnection connection) {
    var buffer = ByteBuffer.allocate(1000);
    try (connection) {
      while (connection.read(buffer.clear()) >= 0) {
        connection.write(buffer.flip());
      }
    } catch (IOException reset) {
      // As many of them are.
    }
  }

  @Test
  void anyGuest() {
    Fuzzing.run("device", this::oneCase);
  }

  private void oneCase(long seed) {
    try (var guest = RawGuest.start(directory.resolve(Long.toString(CID)))) {
      new WildGuest(guest, network, new Wild(seed)).live();
    } catch (IOException lost) {
      // The device was taken from it while it came up.
    }
    assertEquals(null, failure.get());
    if (seed % 16 == 0) {
      checkNeighbour();
    }
  }

  private void checkNeighbour() {
    try (var connection = network.connect(NEIGHBOUR, SERVED)) {
      connection.write(ByteBuffer.wrap(new byte[] {1}));
      neighbour.accept();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError("The neighbour is not served", e);
    }
  }
}
