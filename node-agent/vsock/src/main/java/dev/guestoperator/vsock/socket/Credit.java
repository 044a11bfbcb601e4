package dev.guestoperator.vsock.socket;

/**
 * How much may be sent each way (section 5.10.6.3). All counters are modulo 2^32. Mutable, as it
 * changes with every packet.
 */
public final class Credit {
  private final int size;

  private int received;
  private int forwarded;
  private int toldForwarded;

  private int peerSize;
  private int peerForwarded;
  private int sent;

  /**
   * @param size how many bytes the guest may have under way to us
   */
  public Credit(int size) {
    this.size = size;
  }

  /** Takes what the guest says with every packet. */
  public void heard(PacketHeader header) {
    peerSize = header.bufferSize();
    peerForwarded = header.forwarded();
  }

  /** How many bytes the guest takes now; 0 also when it contradicts itself. */
  public long sendable() {
    var underWay = Integer.toUnsignedLong(sent - peerForwarded);
    return Math.max(0, Integer.toUnsignedLong(peerSize) - underWay);
  }

  public void sent(int bytes) {
    sent += bytes;
  }

  /**
   * Counts what came.
   *
   * @return false if the guest had no credit for it
   */
  public boolean receive(long bytes) {
    if (bytes > size - Integer.toUnsignedLong(received - forwarded)) {
      return false;
    }
    received += (int) bytes;
    return true;
  }

  /** Counts what is not in our hands any more. */
  public void forwarded(long bytes) {
    forwarded += (int) bytes;
  }

  /** Whether the guest has to be told before it starves: a quarter was forwarded since. */
  public boolean shouldTell() {
    return Integer.toUnsignedLong(forwarded - toldForwarded) >= size / 4;
  }

  /** What to write to a header that is sent now. */
  public int tell() {
    toldForwarded = forwarded;
    return forwarded;
  }

  public int size() {
    return size;
  }
}
