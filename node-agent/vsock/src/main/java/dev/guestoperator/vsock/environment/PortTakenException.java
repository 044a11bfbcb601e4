package dev.guestoperator.vsock.environment;

import java.io.IOException;

/** Somebody listens at this port of the host already. */
public final class PortTakenException extends IOException {
  PortTakenException(long port) {
    super("Port %d of the host is taken in this environment; use another".formatted(port));
  }
}
