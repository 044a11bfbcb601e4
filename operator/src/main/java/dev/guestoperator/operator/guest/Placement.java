package dev.guestoperator.operator.guest;

import dev.guestoperator.crds.guest.GuestSpec.Accelerator;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Where a guest is to run, or why nowhere. */
sealed interface Placement {
  /** On this node. */
  record Chosen(String node) implements Placement {}

  /** Nowhere for now, for this reason. */
  record Unplaceable(String reason, String message) implements Placement {}

  /**
   * What a guest asks of a node.
   *
   * @param memory of the guest, in bytes
   * @param selector labels that the node must have
   * @param accelerator that must work there; AUTO takes any
   * @param uioDevices that the node must have
   * @param home the node that it is on already, null for none; it stays there if that can be
   */
  record Want(
      long memory,
      Map<String, String> selector,
      Accelerator accelerator,
      Set<String> uioDevices,
      String home) {}

  /**
   * What a node has to offer.
   *
   * @param name of the node
   * @param ready whether its agent is reached
   * @param labels of the GuestNode
   * @param accelerators that work; null while the node does not know yet
   * @param uioDevices that it has
   * @param room bytes of its guest pool that are promised to nobody
   * @param overhead bytes that a guest takes beside its memory
   */
  record Offer(
      String name,
      boolean ready,
      Map<String, String> labels,
      Set<Accelerator> accelerators,
      Set<String> uioDevices,
      long room,
      long overhead) {}

  /** The node for a guest: its home, or the one with most room, the first by name of equals. */
  static Placement choose(Want want, List<Offer> offers) {
    return offers.stream()
        .filter(offer -> obstacle(want, offer).isEmpty())
        .min(
            Comparator.<Offer, Boolean>comparing(offer -> !offer.name().equals(want.home()))
                .thenComparing(Comparator.comparingLong(Offer::room).reversed())
                .thenComparing(Offer::name))
        .<Placement>map(offer -> new Chosen(offer.name()))
        .orElseGet(() -> new Unplaceable("Unschedulable", refusal(want, offers)));
  }

  private static Optional<Obstacle> obstacle(Want want, Offer offer) {
    if (!offer.ready()) {
      return Optional.of(Obstacle.NOT_READY);
    }
    if (!offer.labels().entrySet().containsAll(want.selector().entrySet())) {
      return Optional.of(Obstacle.SELECTOR);
    }
    if (!works(want.accelerator(), offer.accelerators())) {
      return Optional.of(Obstacle.ACCELERATOR);
    }
    if (!offer.uioDevices().containsAll(want.uioDevices())) {
      return Optional.of(Obstacle.UIO_DEVICE);
    }
    return want.memory() + offer.overhead() > offer.room()
        ? Optional.of(Obstacle.MEMORY)
        : Optional.empty();
  }

  private static boolean works(Accelerator wanted, Set<Accelerator> present) {
    return switch (wanted) {
      // The agent waits for its own probe, so a node that does not know yet will do.
      case AUTO -> present == null || !present.isEmpty();
      case KVM, TCG -> present != null && present.contains(wanted);
    };
  }

  private static String refusal(Want want, List<Offer> offers) {
    if (offers.isEmpty()) {
      return "0/0 nodes can run it: no node agent has registered.";
    }
    var counts =
        offers.stream()
            .collect(
                Collectors.groupingBy(
                    offer -> obstacle(want, offer).orElseThrow(),
                    () -> new EnumMap<>(Obstacle.class),
                    Collectors.counting()));
    return counts.entrySet().stream()
        .map(entry -> entry.getKey().say(entry.getValue()))
        .collect(Collectors.joining(", ", "0/" + offers.size() + " nodes can run it: ", "."));
  }

  /** Why a node cannot run a guest, in the order in which it is asked. */
  enum Obstacle {
    NOT_READY("is not ready", "are not ready"),
    SELECTOR("does not match nodeSelector", "do not match nodeSelector"),
    ACCELERATOR("lacks the accelerator", "lack the accelerator"),
    UIO_DEVICE("lacks the UIO device", "lack the UIO device"),
    MEMORY("has too little memory left", "have too little memory left");

    private final String one;
    private final String many;

    Obstacle(String one, String many) {
      this.one = one;
      this.many = many;
    }

    private String say(long count) {
      return count + " " + (count == 1 ? one : many);
    }
  }
}
