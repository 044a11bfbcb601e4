package dev.guestoperator.agent.vsh;

import java.io.IOException;

/** The other side does not speak vsh. */
final class ProtocolException extends IOException {
  ProtocolException(String reason) {
    super(reason);
  }
}
