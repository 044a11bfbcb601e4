package dev.guestoperator.vsock.device;

/** What a guest may cost its host. */
final class Limits {
  /** Connections of one guest, those included that have to deliver something yet. */
  static final int CONNECTIONS = 2048;

  /** What a connection may hold for its host, in bytes, for the first {@link #LARGE} of a guest. */
  static final int LARGE_BUFFER = 256 << 10;

  static final int LARGE = 64;

  /** The same for those that come when there are more. */
  static final int SMALL_BUFFER = 16 << 10;

  /** Resets that wait for a buffer, before nothing more is taken from the guest. */
  static final int RESETS = 256;

  /** Bytes of one connection that go to the guest before it is the next one's turn. */
  static final int BURST = 256 << 10;

  /** Clients of the node's tools that have not said yet which port they want. */
  static final int HANDSHAKES = 64;

  private Limits() {}

  static int bufferOf(int connections) {
    return connections < LARGE ? LARGE_BUFFER : SMALL_BUFFER;
  }
}
