package dev.guestoperator.operator.guest;

import dev.guestoperator.crds.guest.Guest;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.stream.Stream;

/** The guests as the API server last told them, without asking it. */
@ApplicationScoped
public class GuestLookup {
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

  void readFrom(IndexerResourceCache<Guest> guests) {
    cache = guests;
  }
}
