package dev.guestoperator.operator.guest;

import dev.guestoperator.crds.guest.Guest;
import dev.guestoperator.crds.guest.GuestSpec;
import dev.guestoperator.crds.guest.GuestSpec.Accelerator;
import dev.guestoperator.crds.guestnode.GuestNode;
import dev.guestoperator.crds.guestnode.GuestNodeStatus;
import dev.guestoperator.operator.Conditions;
import dev.guestoperator.operator.Memory;
import dev.guestoperator.operator.environment.EnvironmentDirectory;
import dev.guestoperator.operator.environment.Quota;
import dev.guestoperator.operator.environment.Share;
import dev.guestoperator.operator.node.NodeDirectory;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Places one guest after the other, so that no memory is promised twice: what the API server has
 * not been told yet is remembered here.
 */
@ApplicationScoped
public class Placer {
  /** For how long a node that said it has no room is believed, unless it frees some sooner. */
  private static final Duration REFUSAL_AGE = Duration.ofSeconds(30);

  private final GuestLookup guests;
  private final NodeDirectory nodes;
  private final EnvironmentDirectory environments;
  private final Map<String, Promise> assumed = new HashMap<>();
  private final Map<String, Refusal> refusals = new HashMap<>();

  /** A node had no room for this much memory. */
  private record Refusal(long bytes, Instant until) {}

  Placer(GuestLookup guests, NodeDirectory nodes, EnvironmentDirectory environments) {
    this.guests = guests;
    this.nodes = nodes;
    this.environments = environments;
  }

  /** Chooses and remembers a node; the caller settles it once it stands in the guest's status. */
  synchronized Placement place(Guest guest) {
    var uid = guest.getMetadata().getUid();
    var others = others(uid);
    var overLimit = overLimit(guest, others);
    if (overLimit.isPresent()) {
      return new Placement.Unplaceable("LimitExceeded", overLimit.get());
    }
    var promised = promised(others);
    var now = Instant.now();
    var offers = nodes.all().map(node -> offer(node, promised, now)).toList();
    var want = want(guest);
    var placement = Placement.choose(want, offers);
    if (placement instanceof Placement.Chosen(var node)) {
      assumed.put(uid, new Promise(node, want.memory()));
    }
    return placement;
  }

  /** From now on the status of the guest tells where it is. */
  synchronized void settled(Guest guest) {
    assumed.remove(guest.getMetadata().getUid());
  }

  /** The guest's node has nothing left of it, whatever its status says until it is gone. */
  synchronized void released(Guest guest) {
    assumed.put(guest.getMetadata().getUid(), Promise.NONE);
  }

  /** A node has refused a guest for want of memory. */
  synchronized void refused(String node, Guest guest) {
    var bytes = Memory.bytes(guest.getSpec().memory());
    refusals.put(node, new Refusal(bytes, Instant.now().plus(REFUSAL_AGE)));
  }

  /** A node has more room than before. */
  synchronized void roomier(String node) {
    refusals.remove(node);
  }

  private List<Guest> others(String uid) {
    var known = guests.all().toList();
    assumed
        .keySet()
        .retainAll(known.stream().map(g -> g.getMetadata().getUid()).collect(Collectors.toSet()));
    return known.stream().filter(guest -> !guest.getMetadata().getUid().equals(uid)).toList();
  }

  private Promise promise(Guest guest) {
    return assumed.getOrDefault(guest.getMetadata().getUid(), Promise.of(guest));
  }

  private Map<String, List<Promise>> promised(List<Guest> others) {
    return others.stream()
        .map(this::promise)
        .filter(promise -> promise.node() != null)
        .collect(Collectors.groupingBy(Promise::node));
  }

  private Optional<String> overLimit(Guest guest, List<Guest> others) {
    var namespace = guest.getMetadata().getNamespace();
    var environment = guest.getSpec().environment();
    var on =
        others.stream()
            .filter(other -> namespace.equals(other.getMetadata().getNamespace()))
            .filter(other -> environment.equals(other.getSpec().environment()))
            .filter(other -> promise(other).node() != null)
            .map(other -> Share.of(other, promise(other).bytes()))
            .toList();
    var limits = environments.limits(namespace, environment);
    return Quota.exceeded(environment, limits, Share.of(guest, 0), on);
  }

  private Placement.Offer offer(GuestNode node, Map<String, List<Promise>> promised, Instant now) {
    var name = node.getMetadata().getName();
    var labels = node.getMetadata().getLabels();
    var status = node.getStatus();
    var memory = status == null ? null : status.memory();
    var overhead = memory == null ? 0 : Memory.bytes(memory.guestOverhead());
    var taken =
        promised.getOrDefault(name, List.of()).stream()
            .mapToLong(promise -> promise.bytes() + overhead)
            .sum();
    var room = (memory == null ? 0 : Memory.bytes(memory.capacity())) - taken;
    var refusal = refusals.get(name);
    return new Placement.Offer(
        name,
        status != null && Conditions.isTrue(status.conditions(), Conditions.READY),
        labels == null ? Map.of() : labels,
        accelerators(status),
        status == null || status.uioDevices() == null ? Set.of() : Set.copyOf(status.uioDevices()),
        refusal == null || now.isAfter(refusal.until())
            ? room
            : Math.min(room, refusal.bytes() + overhead - 1),
        overhead);
  }

  private static Set<Accelerator> accelerators(GuestNodeStatus status) {
    if (status == null || status.accelerators() == null || status.accelerators().isEmpty()) {
      return null;
    }
    return status.accelerators().stream()
        .filter(accelerator -> Boolean.TRUE.equals(accelerator.usable()))
        .map(accelerator -> "kvm".equals(accelerator.name()) ? Accelerator.KVM : Accelerator.TCG)
        .collect(Collectors.toSet());
  }

  private static Set<String> uioDevices(GuestSpec spec) {
    return Stream.ofNullable(spec.interrupts())
        .flatMap(List::stream)
        .flatMap(interrupt -> interrupt.uioDevice().stream())
        .collect(Collectors.toSet());
  }

  private static Placement.Want want(Guest guest) {
    var spec = guest.getSpec();
    return new Placement.Want(
        Memory.bytes(spec.memory()),
        spec.nodeSelector() == null ? Map.of() : spec.nodeSelector(),
        spec.accelerator(),
        uioDevices(spec),
        guest.getStatus().nodeName());
  }
}
