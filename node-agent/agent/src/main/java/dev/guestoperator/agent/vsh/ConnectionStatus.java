package dev.guestoperator.agent.vsh;

import java.util.Arrays;

/** The state of a session, as each side tells the other. */
public enum ConnectionStatus {
  /** Also what a newer server may say that this client does not know. */
  UNKNOWN(0),
  READY(1),
  EXITED(2),
  FAILED(3);

  private final int number;

  ConnectionStatus(int number) {
    this.number = number;
  }

  static ConnectionStatus of(long number) {
    return Arrays.stream(values())
        .filter(status -> status.number == number)
        .findFirst()
        .orElse(UNKNOWN);
  }
}
