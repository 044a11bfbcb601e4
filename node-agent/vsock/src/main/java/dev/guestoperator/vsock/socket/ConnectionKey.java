package dev.guestoperator.vsock.socket;

/**
 * What tells the connections of one guest apart.
 *
 * @param peerCid the host's, or another guest's
 */
public record ConnectionKey(long peerCid, long peerPort, long guestPort) {
  public VsockAddress peer() {
    return new VsockAddress(peerCid, peerPort);
  }
}
