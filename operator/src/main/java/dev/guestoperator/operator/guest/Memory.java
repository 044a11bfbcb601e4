package dev.guestoperator.operator.guest;

import io.fabric8.kubernetes.api.model.Quantity;
import java.math.RoundingMode;

/** Amounts of memory. */
final class Memory {
  private Memory() {}

  /** The bytes of a quantity, rounded up; 0 for none. */
  static long bytes(Quantity quantity) {
    return quantity == null
        ? 0
        : Quantity.getAmountInBytes(quantity).setScale(0, RoundingMode.CEILING).longValueExact();
  }
}
