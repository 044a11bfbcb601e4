package dev.guestoperator.vsock.socket;

/**
 * One end of a connection.
 *
 * @param cid of a guest from 3 on, or {@link #HOST}
 * @param port from 0 to 2^32 - 2
 */
public record VsockAddress(long cid, long port) {
  /** The host's CID. */
  public static final long HOST = 2;

  /** Lowest CID of a guest. */
  public static final long FIRST_GUEST = 3;

  public static VsockAddress ofHost(long port) {
    return new VsockAddress(HOST, port);
  }

  @Override
  public String toString() {
    return cid + ":" + port;
  }
}
