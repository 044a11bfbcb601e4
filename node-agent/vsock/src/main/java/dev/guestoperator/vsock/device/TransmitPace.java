package dev.guestoperator.vsock.device;

/**
 * How soon the guest's packets are looked for, and how soon it is told that they were taken. A kick
 * and a call each cost the guest and the device more than a packet does, so a guest that sends one
 * after the other has several taken at a time. Times are those of {@link System#nanoTime}.
 */
final class TransmitPace {
  /** How long nothing more is looked for after a few packets of a stream. */
  static final long PAUSE = 200_000;

  /** How soon after each other packets of a stream come. */
  static final long STREAM = 500_000;

  /** So many bytes at a time are worth no pause, and a guest that is so fast would not bear it. */
  static final long MUCH = 32 << 10;

  /** How long the guest may not know that its packets were taken: it can do without. */
  static final long CALL = 5_000_000;

  /** What was taken at a time. */
  record Batch(int descriptors, long bytes) {
    boolean isEmpty() {
      return descriptors == 0;
    }
  }

  private final int many;
  private long tookAt;
  private boolean pausing;
  private long pauseEnds;
  private boolean owesCall;
  private long owesSince;
  private int returned;

  /**
   * @param descriptors of the queue: before half of them are taken, the guest has room for more
   */
  TransmitPace(int descriptors, long now) {
    many = Math.max(1, descriptors / 2);
    tookAt = now - STREAM;
  }

  /**
   * Counts what was taken, which is not nothing.
   *
   * @param answered whether the guest has got data since the ones before: then somebody waits for
   *     each of them
   */
  void took(Batch batch, boolean answered, long now) {
    var few = batch.descriptors < many && batch.bytes < MUCH;
    pausing = few && !answered && now - tookAt < STREAM;
    pauseEnds = now + PAUSE;
    tookAt = now;
    returned = Math.min(many, returned + batch.descriptors);
  }

  /**
   * Whether no kick is wanted now. If so, {@link #next} says when to ask again, as no packet would
   * be told of.
   */
  boolean pauses(long now) {
    pausing = pausing && pauseEnds - now > 0;
    return pausing;
  }

  /** The guest wants to be told. */
  void oweCall(long now) {
    if (!owesCall) {
      owesCall = true;
      owesSince = now;
    }
  }

  /** Whether to tell the guest now; if so, that counts as done. */
  boolean callIsDue(long now) {
    if (!owesCall || (returned < many && now - owesSince < CALL)) {
      return false;
    }
    owesCall = false;
    returned = 0;
    return true;
  }

  /** Nanoseconds until there is something to do, {@link Long#MAX_VALUE} if there is not. */
  long next(long now) {
    var call = owesCall ? Math.max(0, owesSince + CALL - now) : Long.MAX_VALUE;
    return pausing ? Math.min(call, Math.max(0, pauseEnds - now)) : call;
  }
}
