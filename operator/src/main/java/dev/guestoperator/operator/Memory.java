package dev.guestoperator.operator;

import io.fabric8.kubernetes.api.model.Quantity;
import java.math.RoundingMode;

/** Amounts of memory. */
public final class Memory {
  private static final long MIB = 1L << 20;

  private Memory() {}

  /** The bytes of a quantity, rounded up; 0 for none. */
  public static long bytes(Quantity quantity) {
    return quantity == null
        ? 0
        : Quantity.getAmountInBytes(quantity).setScale(0, RoundingMode.CEILING).longValueExact();
  }

  /** Bytes as people read them: in MiB where that is exact. */
  public static Quantity quantity(long bytes) {
    return new Quantity(bytes % MIB == 0 ? bytes / MIB + "Mi" : Long.toString(bytes));
  }
}
