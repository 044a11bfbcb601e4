package dev.guestoperator.vsock.qemu;

/** How a {@link Transfer} went. */
public sealed interface Outcome {
  /** Everything has arrived as it was sent, after so many nanoseconds. */
  record Done(long nanos) implements Outcome {}

  /** What arrived was not what was sent. */
  record DataLost() implements Outcome {}

  /** It was not over in time; what had arrived was right. */
  record Stalled() implements Outcome {}

  /** The connection ended before everything had arrived. */
  record CutOff(String how) implements Outcome {}
}
