package dev.guestoperator.vsock.virtqueue;

import java.io.IOException;

/** The driver broke the rules of a queue, which is of no use any more. */
public final class VirtqueueException extends IOException {
  public VirtqueueException(String message) {
    super(message);
  }
}
