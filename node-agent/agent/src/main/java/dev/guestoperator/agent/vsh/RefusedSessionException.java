package dev.guestoperator.agent.vsh;

import java.io.IOException;

/** A session that cannot be had as it is asked for; the message is one sentence for the user. */
public final class RefusedSessionException extends IOException {
  RefusedSessionException(String message) {
    super(message);
  }
}
