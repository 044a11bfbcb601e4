package dev.guestoperator.vsock.environment;

import static dev.guestoperator.vsock.environment.TestEnvironment.packet;
import static dev.guestoperator.vsock.guest.DriverQueue.NEXT;
import static dev.guestoperator.vsock.guest.DriverQueue.WRITE;
import static dev.guestoperator.vsock.guest.GuestMemory.GUEST_BASE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestoperator.vsock.device.DeviceStatus;
import dev.guestoperator.vsock.guest.GuestMemory;
import dev.guestoperator.vsock.guest.RawGuest;
import dev.guestoperator.vsock.guest.VhostUserClient;
import dev.guestoperator.vsock.socket.ConnectionKey;
import dev.guestoperator.vsock.socket.Operation;
import java.io.EOFException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Guests that do what no guest does: they lose their device, and another is none the wiser. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class HostileGuestTest {
  private static final long CID = 3;

  @TempDir Path directory;
  private TestEnvironment environment;
  private RawGuest good;

  @BeforeEach
  void boot() throws Exception {
    environment = new TestEnvironment(directory);
    good = environment.guest(4);
  }

  @AfterEach
  void close() {
    // Whatever the other did, this one is served.
    good.send(packet(4, new ConnectionKey(2, 9000, 1), Operation.REQUEST, 0, 0));
    assertEquals(Operation.RESET, good.receive().operation());
    environment.close();
  }

  private void assertLost(String why) {
    var reason = environment.awaitLoss();
    assertTrue(reason.contains(why), reason);
  }

  @Test
  void memoryThatMayShrink() throws Exception {
    environment.attach(CID);
    try (var memory = GuestMemory.unsealed(1 << 20);
        var client = new VhostUserClient(environment.frontEnd(CID))) {
      assertThrows(EOFException.class, () -> client.setMemory(memory.region()));
      assertLost("may shrink");
    }
  }

  @Test
  void aMessageThatIsNone() throws Exception {
    environment.attach(CID);
    try (var client = new VhostUserClient(environment.frontEnd(CID))) {
      client.send(4711, _ -> {});
      assertTrue(client.isHungUp());
      assertLost("was not offered");
    }
  }

  @Test
  void queuesThatDoNotExist() throws Exception {
    for (var code : new int[] {8, 10, 18}) {
      var environmentOfOne = new TestEnvironment(directory);
      environmentOfOne.attach(CID + 10);
      try (var client = new VhostUserClient(environmentOfOne.frontEnd(CID + 10))) {
        client.send(code, out -> out.putInt(2).putInt(1));
        assertTrue(client.isHungUp());
      }
      environmentOfOne.close();
    }
  }

  @Test
  void aLoopOfDescriptors() throws Exception {
    var guest = environment.guest(CID);
    guest.sending().describe(0, GUEST_BASE, 44, NEXT, 1);
    guest.sending().describe(1, GUEST_BASE, 44, NEXT, 0);
    offer(guest);
    assertLost("more than 128 descriptors");
    assertTrue(guest.client().isHungUp());
  }

  @Test
  void aPacketOutsideTheMemory() throws Exception {
    var guest = environment.guest(CID);
    guest.sending().describe(0, 0, 44, 0, 0);
    offer(guest);
    assertLost("is not in the guest's memory");
  }

  @Test
  void aPacketShorterThanItsHead() throws Exception {
    var guest = environment.guest(CID);
    guest.sending().describe(0, GUEST_BASE, 43, 0, 0);
    offer(guest);
    assertLost("only 43 bytes");
  }

  @Test
  void aPacketThatSaysItIsLonger() throws Exception {
    var guest = environment.guest(CID);
    guest.send(packet(CID, new ConnectionKey(2, 9, 9), Operation.DATA, 1, 0));
    assertLost("says that it brings 1");
  }

  @Test
  void aPacketToWriteTo() throws Exception {
    var guest = environment.guest(CID);
    guest.sending().describe(0, GUEST_BASE, 44, WRITE, 0);
    offer(guest);
    assertLost("only 0 bytes");
  }

  @Test
  void moreThanTheQueueHas() throws Exception {
    var guest = environment.guest(CID);
    guest.sending().showIndex(1000);
    guest.kick();
    assertLost("has 1000 to take");
  }

  @Test
  void buffersThatHoldNothing() throws Exception {
    environment.attach(CID);
    try (var guest = RawGuest.plugged(environment.frontEnd(CID))) {
      guest.withholdBuffers();
      guest.up();
      guest.receiving().describe(0, GUEST_BASE, 44, WRITE, 0);
      guest.receiving().offer(0);
      guest.receiving().show();
      guest.send(packet(CID, new ConnectionKey(2, 9000, 1), Operation.REQUEST, 0, 0));
      assertLost("has only 44 bytes");
    }
  }

  @Test
  void aFloodOfRequestsWithoutBuffersIsHeldBack() throws Exception {
    environment.attach(CID);
    try (var guest = RawGuest.plugged(environment.frontEnd(CID))) {
      guest.withholdBuffers();
      guest.up();
      environment.awaitStatus(new DeviceStatus.Ready());
      // 256 resets are owed before no more is taken; the rings hold 64 packets of this driver.
      for (var i = 0; i < 256 + 64; i++) {
        guest.send(packet(CID, new ConnectionKey(2, 9000, i), Operation.REQUEST, 0, 0));
      }
      var waiting = 0;
      for (guest.giveBuffers(); waiting < 256 + 64; waiting++) {
        assertEquals(Operation.RESET, guest.receive().operation());
      }
    }
  }

  @Test
  void openAndForgotten() throws Exception {
    try (var listener = environment.network().listen(9000, 4096)) {
      var guest = environment.guest(CID);
      for (var i = 0; i < 2048; i++) {
        guest.send(packet(CID, new ConnectionKey(2, 9000, i), Operation.REQUEST, 0, 0));
        assertEquals(Operation.RESPONSE, guest.receive().operation());
      }
      guest.send(packet(CID, new ConnectionKey(2, 9000, 2048), Operation.REQUEST, 0, 0));
      assertEquals(Operation.RESET, guest.receive().operation());
      environment.network().detach(CID);
      assertThrows(ResetException.class, () -> listener.accept().read(ByteBuffer.allocate(1)));
    }
  }

  @Test
  void headersThatChangeWhileTheyAreRead() throws Exception {
    var guest = environment.guest(CID);
    var memory = guest.memory().segment();
    var at = 8 << 20;
    packet(CID, new ConnectionKey(2, 9000, 1), Operation.DATA, 10, 0).write(memory.asSlice(at, 44));
    var changing = new Thread(() -> change(memory, at + 24));
    changing.start();
    for (var i = 0; i < 20_000 && !isLost(); i++) {
      guest.sending().describe(i % 128, GUEST_BASE + at, 54, 0, 0);
      guest.sending().offer(i % 128);
      guest.sending().show();
      guest.kick();
      while (!isLost() && guest.sending().returned() == 0) {
        Thread.onSpinWait();
      }
      if (!isLost()) {
        guest.sending().take();
        guest.receive(0);
      }
    }
    changing.interrupt();
    changing.join();
  }

  private boolean isLost() {
    return environment.statuses().stream().anyMatch(DeviceStatus.Lost.class::isInstance);
  }

  private static void change(MemorySegment memory, long at) {
    for (var i = 0; !Thread.currentThread().isInterrupted(); i++) {
      memory.set(JAVA_INT, at, i % 2 == 0 ? 10 : 1 << 30);
    }
  }

  private static void offer(RawGuest guest) {
    guest.sending().offer(0);
    guest.sending().show();
    guest.kick();
  }

  @Test
  void descriptorsThatNobodyAskedFor() throws Exception {
    environment.attach(CID);
    try (var memory = GuestMemory.of(1 << 20);
        var client = new VhostUserClient(environment.frontEnd(CID))) {
      client.send(1, 1, new byte[0], List.of(memory.fd()));
      assertTrue(client.isHungUp());
      assertLost("carries descriptors");
    }
  }
}
