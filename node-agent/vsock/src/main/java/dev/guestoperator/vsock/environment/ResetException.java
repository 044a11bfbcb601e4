package dev.guestoperator.vsock.environment;

import java.io.IOException;

/** A connection was cut off: by the guest, or because its device is gone. */
public final class ResetException extends IOException {
  ResetException(String message, IOException cause) {
    super(message, cause);
  }
}
