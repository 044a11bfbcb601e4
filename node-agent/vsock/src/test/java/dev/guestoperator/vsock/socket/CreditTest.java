package dev.guestoperator.vsock.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class CreditTest {
  private final Credit credit = new Credit(1000);

  private static PacketHeader heard(int buffer, int forwarded) {
    return new PacketHeader(3, 2, 1, 1, 0, 1, Operation.CREDIT_UPDATE, 0, buffer, forwarded);
  }

  @Test
  void nothingMayBeSentUnasked() {
    assertEquals(0, credit.sendable());
  }

  @Test
  void whatIsUnderWayCounts() {
    credit.heard(heard(100, 0));
    credit.sent(70);
    assertEquals(30, credit.sendable());
    credit.heard(heard(100, 50));
    assertEquals(80, credit.sendable());
  }

  @Test
  void countersWrapAround() {
    credit.heard(heard(100, 0));
    for (var i = 0L; i < 5L << 30; i += 1 << 30) {
      credit.sent(1 << 30);
    }
    credit.heard(heard(100, (int) (5L << 30) - 10));
    assertEquals(90, credit.sendable());
  }

  @Test
  void aGuestThatContradictsItselfGetsNothing() {
    credit.heard(heard(100, 50));
    assertEquals(0, credit.sendable(), "it took more than was sent");
    credit.heard(heard(100, 0));
    credit.sent(80);
    credit.heard(heard(10, 0));
    assertEquals(0, credit.sendable(), "it made its buffer smaller than what is under way");
  }

  @Test
  void aGuestMaySendAsMuchAsItWasGiven() {
    assertTrue(credit.receive(600));
    assertFalse(credit.receive(401));
    assertFalse(credit.receive(0xffff_ffffL));
    assertTrue(credit.receive(400));
    credit.forwarded(500);
    assertTrue(credit.receive(500));
    assertFalse(credit.receive(1));
  }

  @Test
  void aQuarterIsWorthTelling() {
    credit.receive(1000);
    credit.forwarded(249);
    assertFalse(credit.shouldTell());
    credit.forwarded(1);
    assertTrue(credit.shouldTell());
    assertEquals(250, credit.tell());
    assertFalse(credit.shouldTell());
  }
}
