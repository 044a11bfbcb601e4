package dev.guestoperator.operator.gateway;

import io.vertx.core.MultiMap;

/**
 * Which line is to be raised how often.
 *
 * @param count from 1 to 1000, as the agent takes it
 */
record InterruptRequest(int line, int count) {
  private static final int MAX_COUNT = 1000;

  /**
   * @throws Refused with a sentence that says what to write instead
   */
  static InterruptRequest parse(MultiMap parameters) throws Refused {
    var count = parameters.get("count");
    return new InterruptRequest(line(parameters.get("line")), count == null ? 1 : count(count));
  }

  private static int line(String text) throws Refused {
    if (text == null || !text.matches("[0-9]{1,3}")) {
      throw Query.bad("Say which line to raise: line=5, for example, if spec.interrupts has it.");
    }
    return Integer.parseInt(text);
  }

  private static int count(String text) throws Refused {
    if (text.matches("[0-9]{1,4}")) {
      int count = Integer.parseInt(text);
      if (count >= 1 && count <= MAX_COUNT) {
        return count;
      }
    }
    throw Query.bad("count is a number from 1 to " + MAX_COUNT + ".");
  }
}
