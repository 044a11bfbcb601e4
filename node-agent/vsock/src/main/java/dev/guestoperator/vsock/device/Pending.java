package dev.guestoperator.vsock.device;

import dev.guestoperator.vsock.socket.Operation;

/** What a connection has to say to its guest beside data, in the order in which it is said. */
enum Pending {
  REQUEST(Operation.REQUEST),
  RESPONSE(Operation.RESPONSE),
  CREDIT_UPDATE(Operation.CREDIT_UPDATE),
  CREDIT_REQUEST(Operation.CREDIT_REQUEST),
  SHUTDOWN(Operation.SHUTDOWN);

  private final Operation operation;

  Pending(Operation operation) {
    this.operation = operation;
  }

  Operation operation() {
    return operation;
  }
}
