package dev.guestoperator.vsock.vhostuser;

import java.io.IOException;

/** The other side broke the protocol; nothing it says can be relied on any more. */
public final class ProtocolException extends IOException {
  public ProtocolException(String message) {
    super(message);
  }
}
