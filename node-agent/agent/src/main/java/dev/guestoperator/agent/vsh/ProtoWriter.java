package dev.guestoperator.agent.vsh;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes one message of Protocol Buffers. */
final class ProtoWriter {
  private static final int VARINT = 0;
  private static final int BYTES = 2;

  private final ByteArrayOutputStream message = new ByteArrayOutputStream();

  /** A field that is left out if it is 0. */
  ProtoWriter number(int field, int number) {
    if (number != 0) {
      varint((long) field << 3 | VARINT);
      varint(number);
    }
    return this;
  }

  /** A field that is left out if it is empty. */
  ProtoWriter string(int field, String string) {
    return string.isEmpty() ? this : element(field, string);
  }

  /** An element of a repeated field. */
  ProtoWriter element(int field, String string) {
    return bytes(field, string.getBytes(StandardCharsets.UTF_8));
  }

  ProtoWriter bytes(int field, byte[] bytes) {
    varint((long) field << 3 | BYTES);
    varint(bytes.length);
    message.writeBytes(bytes);
    return this;
  }

  byte[] toByteArray() {
    return message.toByteArray();
  }

  private void varint(long value) {
    for (; (value & ~0x7fL) != 0; value >>>= 7) {
      message.write((int) (value & 0x7f | 0x80));
    }
    message.write((int) value);
  }
}
