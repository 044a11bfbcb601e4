package dev.guestoperator.vsock.memory;

import java.io.IOException;

/** An address is not in the guest's memory, or the memory is not safe to map. */
public final class GuestMemoryException extends IOException {
  public GuestMemoryException(String message) {
    super(message);
  }
}
