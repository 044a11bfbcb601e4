package dev.guestoperator.operator;

/** What the operator calls itself where others see it. */
public final class OperatorName {
  /** Reporting component of Events and field manager of what is applied. */
  public static final String NAME = "guest-operator";

  private OperatorName() {}
}
