package dev.guestoperator.operator.guest;

import dev.guestoperator.crds.guest.Guest;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The guests as the API server last told them, without asking it. */
@ApplicationScoped
public class GuestLookup {
  private static final String BY_ENVIRONMENT = "environment-id";

  private volatile IndexerResourceCache<Guest> cache;

  /** The guest of this name, unless there is none or the operator has only just started. */
  public Optional<Guest> find(String namespace, String name) {
    var guests = cache;
    return guests == null ? Optional.empty() : guests.get(new ResourceID(name, namespace));
  }

  /** All guests, each as fresh as find would have it. */
  Stream<Guest> all() {
    var guests = cache;
    return guests == null ? Stream.empty() : guests.keys().flatMap(id -> guests.get(id).stream());
  }

  Stream<Guest> in(String namespace) {
    var guests = cache;
    return guests == null ? Stream.empty() : guests.list(namespace, guest -> true);
  }

  /** The guests of an environment, by its id. */
  public Stream<Guest> inEnvironment(long id) {
    var guests = cache;
    return guests == null
        ? Stream.empty()
        : guests.byIndex(BY_ENVIRONMENT, Long.toString(id)).stream();
  }

  /** Where to read from; to be called once, before the cache is filled. */
  void readFrom(IndexerResourceCache<Guest> guests) {
    guests.addIndexer(BY_ENVIRONMENT, GuestLookup::environmentId);
    cache = guests;
  }

  private static List<String> environmentId(Guest guest) {
    return guest.getStatus() == null || guest.getStatus().environmentId() == null
        ? List.of()
        : List.of(guest.getStatus().environmentId().toString());
  }
}
