package dev.guestoperator.agent.vmm.qemu.acpi;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.nio.ByteBuffer;

/** Resource descriptors, section 6.4. */
final class Resources {
  private static final int CONSUMER = 1;
  private static final int EDGE = 1 << 1;

  private Resources() {}

  /**
   * A template of one Extended Interrupt Descriptor (section 6.4.3.6): consumed, edge-triggered,
   * active high, exclusive.
   */
  static byte[] interrupt(int line) {
    return template(
        ByteBuffer.allocate(9)
            .order(LITTLE_ENDIAN)
            .put((byte) 0x89)
            .putShort((short) 6)
            .put((byte) (CONSUMER | EDGE))
            .put((byte) 1)
            .putInt(line)
            .array());
  }

  /** Ends with the End Tag (section 6.4.2.9), whose checksum makes the sum of all bytes zero. */
  private static byte[] template(byte[] descriptor) {
    byte[] tag = {0x79};
    var summed = Aml.bytes(descriptor, tag);
    return Aml.bytes(summed, new byte[] {Checksum.of(summed)});
  }
}
