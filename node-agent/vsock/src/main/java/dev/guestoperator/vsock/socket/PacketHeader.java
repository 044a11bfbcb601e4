package dev.guestoperator.vsock.socket;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The head of every packet (section 5.10.6), little endian.
 *
 * <pre>
 *    0                 8                16        20        24
 *   +-----------------+-----------------+---------+---------+
 *   | source CID      | destination CID | s. port | d. port |
 *   +--------+----+---+---+---------+---+-----+---+---------+
 *   | length |type|op | flags  | buf_alloc | fwd_cnt |
 *   +--------+----+---+--------+-----------+---------+
 *   24       28   30  32       36          40        44
 * </pre>
 *
 * @param length of the payload in bytes
 * @param type {@link #STREAM}, the only one there is
 * @param flags of {@link Operation#SHUTDOWN}
 * @param bufferSize how many bytes the sender can hold for this connection
 * @param forwarded how many bytes its user has taken, modulo 2^32
 */
public record PacketHeader(
    long sourceCid,
    long destinationCid,
    long sourcePort,
    long destinationPort,
    long length,
    int type,
    Operation operation,
    int flags,
    int bufferSize,
    int forwarded) {
  public static final int SIZE = 44;

  public static final int STREAM = 1;

  /** Flag: the sender receives no more. */
  public static final int NO_RECEIVE = 1;

  /** Flag: the sender sends no more. */
  public static final int NO_SEND = 2;

  private static final ValueLayout.OfLong LONG = JAVA_LONG_UNALIGNED.withOrder(LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT = JAVA_INT_UNALIGNED.withOrder(LITTLE_ENDIAN);
  private static final ValueLayout.OfShort SHORT = JAVA_SHORT_UNALIGNED.withOrder(LITTLE_ENDIAN);

  /** Reads one from memory of our own, where nobody changes it meanwhile. */
  public static PacketHeader read(MemorySegment from) {
    return new PacketHeader(
        from.get(LONG, 0),
        from.get(LONG, 8),
        unsigned(from, 16),
        unsigned(from, 20),
        unsigned(from, 24),
        Short.toUnsignedInt(from.get(SHORT, 28)),
        Operation.of(Short.toUnsignedInt(from.get(SHORT, 30))),
        from.get(INT, 32),
        from.get(INT, 36),
        from.get(INT, 40));
  }

  public void write(MemorySegment to) {
    to.set(LONG, 0, sourceCid);
    to.set(LONG, 8, destinationCid);
    to.set(INT, 16, (int) sourcePort);
    to.set(INT, 20, (int) destinationPort);
    to.set(INT, 24, (int) length);
    to.set(SHORT, 28, (short) type);
    to.set(SHORT, 30, (short) operation.ordinal());
    to.set(INT, 32, flags);
    to.set(INT, 36, bufferSize);
    to.set(INT, 40, forwarded);
  }

  /** The reset that answers this packet when there is nobody to take it. */
  public PacketHeader refusal() {
    return new PacketHeader(
        destinationCid, sourceCid, destinationPort, sourcePort, 0, type, Operation.RESET, 0, 0, 0);
  }

  /** The connection it belongs to, of the guest that sent it. */
  public ConnectionKey key() {
    return new ConnectionKey(destinationCid, destinationPort, sourcePort);
  }

  private static long unsigned(MemorySegment from, long offset) {
    return Integer.toUnsignedLong(from.get(INT, offset));
  }
}
