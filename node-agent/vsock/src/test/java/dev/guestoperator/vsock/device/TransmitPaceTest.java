package dev.guestoperator.vsock.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestoperator.vsock.device.TransmitPace.Batch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransmitPaceTest {
  /** Shortly before {@link System#nanoTime} turns over. */
  private static final long START = Long.MAX_VALUE - 1000;

  private final TransmitPace pace = new TransmitPace(128, START);

  @Test
  void aPacketAloneIsFollowedByNoPause() {
    assertFalse(pace.pauses(START));
    took(1, false, START);
    assertFalse(pace.pauses(START));
    took(1, false, START + TransmitPace.STREAM);
    assertFalse(pace.pauses(START + TransmitPace.STREAM));
    assertEquals(Long.MAX_VALUE, pace.next(START + TransmitPace.STREAM));
  }

  @Test
  void aStreamIsTakenSeveralPacketsAtATime() {
    took(1, false, START);
    var now = START + TransmitPace.STREAM - 1;
    took(1, false, now);

    assertTrue(pace.pauses(now));
    assertEquals(TransmitPace.PAUSE, pace.next(now));
    assertTrue(pace.pauses(now + TransmitPace.PAUSE - 1));
    assertEquals(0, pace.next(now + TransmitPace.PAUSE), "without a kick, somebody has to look");
    assertFalse(pace.pauses(now + TransmitPace.PAUSE));
    assertEquals(Long.MAX_VALUE, pace.next(now + TransmitPace.PAUSE));
  }

  @ParameterizedTest
  @CsvSource({"64, 2816", "3, 32768"})
  void muchAtATimeNeedsNoPause(int descriptors, long bytes) {
    took(1, false, START);
    pace.took(new Batch(descriptors, bytes), false, START + 1);
    assertFalse(pace.pauses(START + 1));
  }

  @Test
  void whoAnswersIsNoStream() {
    took(1, false, START);
    took(1, true, START + 1);
    assertFalse(pace.pauses(START + 1));
  }

  @Test
  void theGuestIsToldAfterAWhile() {
    took(2, false, START);
    pace.oweCall(START);
    pace.oweCall(START + 7);

    assertFalse(pace.callIsDue(START));
    assertEquals(TransmitPace.CALL - 7, pace.next(START + 7));
    assertFalse(pace.callIsDue(START + TransmitPace.CALL - 1));
    assertEquals(0, pace.next(START + TransmitPace.CALL + 1));
    assertTrue(pace.callIsDue(START + TransmitPace.CALL));
    assertFalse(pace.callIsDue(START + TransmitPace.CALL));
    assertEquals(Long.MAX_VALUE, pace.next(START + TransmitPace.CALL));
  }

  @Test
  void aGuestThatMayRunOutOfDescriptorsIsToldAtOnce() {
    pace.oweCall(START);
    took(63, false, START);
    assertFalse(pace.callIsDue(START));
    took(1, false, START);
    assertTrue(pace.callIsDue(START));

    pace.oweCall(START);
    took(63, false, START);
    assertFalse(pace.callIsDue(START));
  }

  @Test
  void aGuestThatDoesNotWantToKnowIsNotTold() {
    took(128, false, START);
    assertFalse(pace.callIsDue(START + TransmitPace.CALL));
  }

  @Test
  void theSmallestQueueHasALimitToo() {
    var small = new TransmitPace(1, START);
    small.oweCall(START);
    small.took(new Batch(1, 44), false, START);
    assertTrue(small.callIsDue(START));
  }

  private void took(int descriptors, boolean answered, long now) {
    pace.took(new Batch(descriptors, 44L * descriptors), answered, now);
  }
}
