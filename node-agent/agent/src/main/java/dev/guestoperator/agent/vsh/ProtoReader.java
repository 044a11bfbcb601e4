package dev.guestoperator.agent.vsh;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Reads the fields of one message of Protocol Buffers, one after the other. */
final class ProtoReader {
  /** Ten bytes of seven bits hold 64 bits. */
  private static final int VARINT_BYTES = 10;

  private final ByteBuffer message;
  private long field;
  private WireType type;
  private long number;
  private byte[] bytes;

  ProtoReader(byte[] message) {
    this.message = ByteBuffer.wrap(message);
  }

  /** Moves to the next field, unless there is none. */
  boolean next() throws ProtocolException {
    if (!message.hasRemaining()) {
      return false;
    }
    var tag = varint();
    field = tag >>> 3;
    type = WireType.of(tag & 7).orElseThrow(() -> new ProtocolException("a field has no type"));
    if (field == 0 || tag >>> 32 != 0) {
      throw new ProtocolException("a field has no number");
    }
    switch (type) {
      case VARINT -> number = varint();
      case BYTES -> bytes = take(varint());
      case FIXED64 -> take(Long.BYTES);
      case FIXED32 -> take(Integer.BYTES);
    }
    return true;
  }

  /** Whether this is that field; one of another type counts as unknown. */
  boolean is(int field, WireType type) {
    return this.field == field && this.type == type;
  }

  long number() {
    return number;
  }

  /** The number of a field of type sint32. */
  int zigzag() {
    var bits = (int) number;
    return bits >>> 1 ^ -(bits & 1);
  }

  byte[] bytes() {
    return bytes;
  }

  String string() throws ProtocolException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new ProtocolException("a string is not UTF-8");
    }
  }

  private long varint() throws ProtocolException {
    long value = 0;
    for (int i = 0; i < VARINT_BYTES && message.hasRemaining(); i++) {
      var next = message.get();
      value |= (next & 0x7fL) << 7 * i;
      if (next >= 0) {
        return value;
      }
    }
    throw new ProtocolException("a number has no end");
  }

  private byte[] take(long length) throws ProtocolException {
    if (length < 0 || length > message.remaining()) {
      throw new ProtocolException("a field is longer than its message");
    }
    var taken = new byte[(int) length];
    message.get(taken);
    return taken;
  }
}
