package dev.guestoperator.kubectl.output;

import static java.util.Comparator.comparing;
import static java.util.Comparator.naturalOrder;
import static java.util.Comparator.nullsLast;

import dev.guestoperator.crds.environment.Environment;
import dev.guestoperator.crds.guest.Guest;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Environments with their guests, in the form of Fuchsia's tool: a line for each environment with
 * its id and name, and under it a line for each guest with its context id, name and package. What
 * has no number yet shows a dash.
 */
public final class Listing {
  private static final String NOTHING = "no environments\n";
  private static final String NO_GUESTS = " no guest instances\n";

  private final boolean withNamespace;

  private Listing(boolean withNamespace) {
    this.withNamespace = withNamespace;
  }

  /**
   * @param withNamespace whether names carry their namespace, as NAMESPACE/NAME
   */
  public static String of(
      List<Environment> environments, List<Guest> guests, boolean withNamespace) {
    var members = guests.stream().collect(Collectors.groupingBy(Key::of));
    var ids = new TreeMap<Key, Long>();
    // A guest may name an environment that is still to be made.
    members.keySet().forEach(key -> ids.put(key, Long.MAX_VALUE));
    environments.forEach(environment -> ids.put(Key.of(environment), id(environment)));
    var listing = new Listing(withNamespace);
    var text =
        ids.entrySet().stream()
            .sorted(Map.Entry.comparingByValue())
            .map(e -> listing.environment(e.getKey(), e.getValue(), members.get(e.getKey())))
            .collect(Collectors.joining());
    return text.isEmpty() ? NOTHING : text;
  }

  private String environment(Key key, long id, List<Guest> guests) {
    var number = id == Long.MAX_VALUE ? "-" : Long.toString(id);
    var lines =
        guests == null
            ? NO_GUESTS
            : guests.stream().sorted(byCid()).map(this::guest).collect(Collectors.joining());
    return "env:%-4s          %s%n".formatted(number, name(key.namespace, key.name)) + lines;
  }

  private String guest(Guest guest) {
    var cid = cid(guest);
    var name = name(guest.getMetadata().getNamespace(), guest.getMetadata().getName());
    return " guest:%-4s       %s %s%n"
        .formatted(cid == null ? "-" : cid, name, guest.getSpec().packageName());
  }

  private String name(String namespace, String name) {
    return withNamespace ? namespace + "/" + name : name;
  }

  private static long id(Environment environment) {
    return Stream.ofNullable(environment.getStatus())
        .flatMap(status -> Stream.ofNullable(status.id()))
        .findFirst()
        .orElse(Long.MAX_VALUE);
  }

  private static Long cid(Guest guest) {
    return guest.getStatus() == null ? null : guest.getStatus().cid();
  }

  private static Comparator<Guest> byCid() {
    return comparing(Listing::cid, nullsLast(naturalOrder()))
        .thenComparing(guest -> guest.getMetadata().getName());
  }

  /** An environment, which belongs to a namespace. */
  private record Key(String namespace, String name) implements Comparable<Key> {
    static Key of(Guest guest) {
      return new Key(guest.getMetadata().getNamespace(), guest.getSpec().environment());
    }

    static Key of(HasMetadata environment) {
      return new Key(environment.getMetadata().getNamespace(), environment.getMetadata().getName());
    }

    @Override
    public int compareTo(Key other) {
      return comparing(Key::namespace).thenComparing(Key::name).compare(this, other);
    }
  }
}
