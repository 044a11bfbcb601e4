package dev.guestoperator.operator.environment;

import dev.guestoperator.crds.environment.Environment;
import dev.guestoperator.crds.environment.EnvironmentSpec;
import dev.guestoperator.crds.environment.EnvironmentSpec.Limits;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** The environments as the API server last told them, without asking it. */
@ApplicationScoped
public class EnvironmentDirectory {
  private static final Limits NONE = new Limits(null, null, null);

  private volatile IndexerResourceCache<Environment> cache;

  /** The limits of an environment; none for one that is not known yet. */
  public Limits limits(String namespace, String name) {
    return find(namespace, name).map(EnvironmentDirectory::limits).orElse(NONE);
  }

  /** The environment of this name, unless there is none or the operator has only just started. */
  public Optional<Environment> find(String namespace, String name) {
    var environments = cache;
    return environments == null
        ? Optional.empty()
        : environments.get(new ResourceID(name, namespace));
  }

  /** The limits that an environment says. */
  public static Limits limits(Environment environment) {
    return Optional.ofNullable(environment.getSpec()).map(EnvironmentSpec::limits).orElse(NONE);
  }

  /** Who serves ports of the host to the guests of an environment. */
  public static List<EnvironmentSpec.Listener> listeners(Environment environment) {
    return Optional.ofNullable(environment.getSpec())
        .map(EnvironmentSpec::listeners)
        .orElse(List.of());
  }

  /** Where to read from; to be called once, when the cache is made. */
  public void readFrom(IndexerResourceCache<Environment> environments) {
    cache = environments;
  }
}
