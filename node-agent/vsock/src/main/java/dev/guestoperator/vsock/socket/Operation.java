package dev.guestoperator.vsock.socket;

/** What a packet is for (section 5.10.6). The order is that of the numbers. */
public enum Operation {
  /** Also every number that is not defined. */
  INVALID,
  REQUEST,
  RESPONSE,
  RESET,
  SHUTDOWN,
  DATA,
  CREDIT_UPDATE,
  CREDIT_REQUEST;

  private static final Operation[] ALL = values();

  static Operation of(int number) {
    return number < ALL.length ? ALL[number] : INVALID;
  }
}
