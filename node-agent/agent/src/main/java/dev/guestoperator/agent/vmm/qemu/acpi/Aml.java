package dev.guestoperator.agent.vmm.qemu.acpi;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The ACPI Machine Language, as far as {@link InterruptTable} speaks it: each function encodes one
 * term of section 20.2.
 */
final class Aml {
  private static final byte EXTENDED = 0x5B;

  private Aml() {}

  /** DefScope, section 20.2.5.1, of a name below the root. */
  static byte[] scope(String rootName, byte[]... terms) {
    return bytes(b(0x10), sized(b('\\'), segment(rootName), bytes(terms)));
  }

  /** DefName, section 20.2.5.1. */
  static byte[] name(String name, byte[] value) {
    return bytes(b(0x08), segment(name), value);
  }

  /** DefDevice, section 20.2.5.2. */
  static byte[] device(String name, byte[]... terms) {
    return bytes(b(EXTENDED, 0x82), sized(segment(name), bytes(terms)));
  }

  /** DefMethod, section 20.2.5.2, serialized. */
  static byte[] method(String name, int arguments, byte[]... terms) {
    return bytes(b(0x14), sized(segment(name), b(1 << 3 | arguments), bytes(terms)));
  }

  /** DefOpRegion, section 20.2.5.2, of one byte in the I/O space. */
  static byte[] port(String name, int address) {
    return bytes(b(EXTENDED, 0x80), segment(name), b(0x01), word(address), integer(1));
  }

  /** DefField, section 20.2.5.2, of the one byte of a region. */
  static byte[] byteOf(String region, String name) {
    var byteAccess = b(0x01);
    var bits = b(8);
    return bytes(b(EXTENDED, 0x81), sized(segment(region), byteAccess, segment(name), bits));
  }

  /** DefStore, section 20.2.5.4, of a method's first argument. */
  static byte[] storeArgument(String target) {
    return bytes(b(0x70, 0x68), segment(target));
  }

  /** String, section 20.2.3. */
  static byte[] string(String ascii) {
    return bytes(b(0x0D), ascii.getBytes(StandardCharsets.US_ASCII), b(0));
  }

  /** ByteConst, section 20.2.3. */
  static byte[] integer(int unsignedByte) {
    return b(0x0A, unsignedByte);
  }

  /** DefBuffer, section 20.2.5.4, of at most 255 bytes. */
  static byte[] buffer(byte[] content) {
    return bytes(b(0x11), sized(integer(content.length), content));
  }

  static byte[] bytes(byte[]... parts) {
    var length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
    var whole = new byte[length];
    var at = 0;
    for (var part : parts) {
      System.arraycopy(part, 0, whole, at, part.length);
      at += part.length;
    }
    return whole;
  }

  /** NameSeg, section 20.2.2: padded to four characters by underscores. */
  private static byte[] segment(String name) {
    return (name + "____").substring(0, 4).getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] word(int unsignedShort) {
    return b(0x0B, unsignedShort, unsignedShort >> 8);
  }

  /**
   * PkgLength, section 20.2.4, and what it counts, itself included: one byte holds 6 bits of the
   * length, two hold 12.
   */
  private static byte[] sized(byte[]... parts) {
    var content = bytes(parts);
    var one = content.length + 1;
    if (one < 1 << 6) {
      return bytes(b(one), content);
    }
    var two = content.length + 2;
    if (two < 1 << 12) {
      return bytes(b(1 << 6 | two & 0xF, two >> 4), content);
    }
    throw new IllegalArgumentException("a package of " + two + " bytes is too long");
  }

  private static byte[] b(int... values) {
    var bytes = new byte[values.length];
    for (var i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }
}
