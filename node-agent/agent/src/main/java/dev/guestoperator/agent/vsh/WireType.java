package dev.guestoperator.agent.vsh;

import java.util.Optional;

/** How a field of Protocol Buffers is laid out; proto3 has no groups, which are 3 and 4. */
enum WireType {
  VARINT,
  FIXED64,
  BYTES,
  FIXED32;

  static Optional<WireType> of(long number) {
    return switch ((int) number) {
      case 0 -> Optional.of(VARINT);
      case 1 -> Optional.of(FIXED64);
      case 2 -> Optional.of(BYTES);
      case 5 -> Optional.of(FIXED32);
      default -> Optional.empty();
    };
  }
}
