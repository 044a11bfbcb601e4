package dev.guestoperator.operator.gateway;

/** A port of vsock (virtio 1.2, 5.10.6). */
final class VsockPort {
  /** All ones mean any port. */
  private static final long LAST = 0xFFFF_FFFEL;

  private VsockPort() {}

  /**
   * Reads a number in its only form: RBAC compares names as text.
   *
   * @throws Refused if it is none, from 0 to 4294967294
   */
  static long parse(String text) throws Refused {
    if (text.matches("0|[1-9][0-9]{0,9}")) {
      long port = Long.parseLong(text);
      if (port <= LAST) {
        return port;
      }
    }
    throw Query.bad("A port is a number from 0 to " + LAST + ", without leading zeros.");
  }
}
