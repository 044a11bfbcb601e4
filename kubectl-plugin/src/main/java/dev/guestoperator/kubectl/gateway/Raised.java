package dev.guestoperator.kubectl.gateway;

/**
 * What became of interrupts that were raised one by one.
 *
 * @param requested how many were raised; fewer than asked for when the time was over or the guest
 *     did not take one
 * @param taken how many of them the guest has handled
 */
public record Raised(long requested, long taken) {
  public static final Raised NONE = new Raised(0, 0);

  public Raised plus(Raised more) {
    return new Raised(requested + more.requested, taken + more.taken);
  }
}
