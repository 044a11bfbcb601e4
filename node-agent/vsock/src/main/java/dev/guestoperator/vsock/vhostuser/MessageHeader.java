package dev.guestoperator.vsock.vhostuser;

/**
 * The head of each message, in the byte order of the machine.
 *
 * <pre>
 *   +-------------+-------------+-------------+-----------
 *   | request (4) | flags (4)   | size (4)    | payload …
 *   +-------------+-------------+-------------+-----------
 *   flags: bits 0-1 version, bit 2 reply, bit 3 needs a reply
 * </pre>
 */
record MessageHeader(int request, int flags, int size) {
  static final int SIZE = 12;

  /** Largest payload that is taken: a memory table of eight regions has 264 bytes. */
  static final int MAX_PAYLOAD = 512;

  private static final int VERSION = 1;
  private static final int VERSION_MASK = 3;
  private static final int REPLY = 4;
  private static final int NEEDS_REPLY = 8;

  MessageHeader check() throws ProtocolException {
    if ((flags & VERSION_MASK) != VERSION || (flags & REPLY) != 0) {
      throw new ProtocolException("Message %d has the flags %#x".formatted(request, flags));
    }
    if (size < 0 || size > MAX_PAYLOAD) {
      throw new ProtocolException("Message %d has %d bytes".formatted(request, size));
    }
    return this;
  }

  boolean needsReply() {
    return (flags & NEEDS_REPLY) != 0;
  }

  static MessageHeader replyTo(int request, int size) {
    return new MessageHeader(request, VERSION | REPLY, size);
  }
}
