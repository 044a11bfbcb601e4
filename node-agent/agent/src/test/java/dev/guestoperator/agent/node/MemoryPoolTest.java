package dev.guestoperator.agent.node;

import static dev.guestoperator.agent.node.MemoryPool.GUEST_OVERHEAD_BYTES;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class MemoryPoolTest {
  private static final long GUEST = 64 << 20;
  private static final long NEED = GUEST + GUEST_OVERHEAD_BYTES;

  private final MemoryPool pool = new MemoryPool(2 * NEED);

  @Test
  void givesUntilItIsEmpty() {
    assertTrue(pool.reserve("a", GUEST));
    assertTrue(pool.reserve("b", GUEST));
    assertFalse(pool.reserve("c", 1));
    assertEquals(0, pool.free());
  }

  @Test
  void givesTheSameTwiceOnce() {
    pool.reserve("a", GUEST);
    pool.reserve("a", GUEST);

    assertEquals(NEED, pool.free());
  }

  @Test
  void changesWhatAGuestHas() {
    pool.reserve("a", GUEST);

    assertTrue(pool.reserve("a", GUEST + NEED));
    assertFalse(pool.reserve("a", GUEST + NEED + 1), "there is no more");
    assertEquals(0, pool.free(), "a refusal changes nothing");
  }

  @Test
  void takesBackOnce() {
    pool.reserve("a", GUEST);
    pool.reserve("b", GUEST);

    pool.release("a");
    pool.release("a");

    assertEquals(NEED, pool.free());
  }

  @Test
  void holdsMoreThanItHasForAGuestThatRuns() {
    pool.hold("a", 10 * NEED);

    assertEquals(0, pool.free());
    assertFalse(pool.reserve("b", 1));
    pool.release("a");
    assertEquals(2 * NEED, pool.free());
  }

  @Test
  void isHalfOfTheMachineByDefault() throws IOException {
    assertTrue(MemoryPool.halfOfMachine() > 64 << 20);
  }
}
