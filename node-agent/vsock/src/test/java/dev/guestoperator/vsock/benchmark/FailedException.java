package dev.guestoperator.vsock.benchmark;

/** There is no figure; the message says in two words why. */
final class FailedException extends Exception {
  FailedException(String what) {
    super(what);
  }
}
