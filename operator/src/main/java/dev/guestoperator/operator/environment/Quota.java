package dev.guestoperator.operator.environment;

import dev.guestoperator.crds.environment.EnvironmentSpec.Limits;
import dev.guestoperator.operator.Memory;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whether a guest may be on beside others, by the limits of its environment. */
public final class Quota {
  private static final int MAX_NAMES = 5;

  private final String environment;
  private final Limits limits;
  private final Share want;
  private final List<Share> others;

  private Quota(String environment, Limits limits, Share want, List<Share> others) {
    this.environment = environment;
    this.limits = limits;
    this.want = want;
    this.others = others;
  }

  /**
   * Why a guest may not be on, in a sentence that says what to do; empty if it may.
   *
   * @param others of the environment that are on
   */
  public static Optional<String> exceeded(
      String environment, Limits limits, Share want, List<Share> others) {
    var quota = new Quota(environment, limits, want, others);
    return Stream.of(quota.guests(), quota.cpus(), quota.memory())
        .flatMap(Optional::stream)
        .findFirst();
  }

  private Optional<String> guests() {
    if (limits.guests() == null || others.size() < limits.guests()) {
      return Optional.empty();
    }
    var present = others.isEmpty() ? "" : ", and on are " + names();
    return Optional.of(
        "Environment %s allows %s to be on%s: stop a guest or raise limits.guests."
            .formatted(environment, count(limits.guests(), "guest"), present));
  }

  private Optional<String> cpus() {
    var used = sum(Share::cpus);
    return limits.cpus() == null || used + want.cpus() <= limits.cpus()
        ? Optional.empty()
        : Optional.of(
            tooMuch(
                count(limits.cpus(), "CPU"),
                Long.toString(used),
                Long.toString(want.cpus()),
                "limits.cpus"));
  }

  private Optional<String> memory() {
    var used = sum(Share::memory);
    return limits.memory() == null || used + want.memory() <= Memory.bytes(limits.memory())
        ? Optional.empty()
        : Optional.of(
            tooMuch(
                limits.memory() + " of memory",
                Memory.quantity(used).toString(),
                Memory.quantity(want.memory()).toString(),
                "limits.memory"));
  }

  private String tooMuch(String allowed, String used, String wanted, String limit) {
    var present = others.isEmpty() ? "" : ", of which %s take %s".formatted(names(), used);
    return "Environment %s allows %s%s, and this guest asks for %s: stop a guest, ask for less or raise %s."
        .formatted(environment, allowed, present, wanted, limit);
  }

  private long sum(ToLongFunction<Share> part) {
    return others.stream().mapToLong(part).sum();
  }

  private String names() {
    var names =
        others.stream()
            .map(Share::name)
            .sorted()
            .limit(MAX_NAMES)
            .collect(Collectors.joining(", "));
    return others.size() > MAX_NAMES
        ? names + " and %d more".formatted(others.size() - MAX_NAMES)
        : names;
  }

  private static String count(long number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }
}
