package dev.guestoperator.agent.vmm.qemu.acpi;

/** What makes the sum of some bytes zero, modulo 256. */
final class Checksum {
  private Checksum() {}

  static byte of(byte[] bytes) {
    var sum = 0;
    for (var value : bytes) {
      sum += value;
    }
    return (byte) -sum;
  }
}
