package dev.guestoperator.operator.environment;

import dev.guestoperator.crds.environment.Environment;
import dev.guestoperator.crds.environment.EnvironmentStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Hands out context ids, each once in the life of its environment: the environment's status is
 * written before the guest hears of its number, and the API server's optimistic locking decides
 * between two that are at it at the same time.
 */
@ApplicationScoped
public class Identities {
  /** The highest context id (virtio 1.2, 5.10.4: the upper 32 bits and all ones are reserved). */
  private static final long LAST_CID = 0xFFFF_FFFEL;

  private static final int ATTEMPTS = 20;

  private static final int MAX_KNOWN = 1_000;

  private final KubernetesClient client;

  /** Environments as they were last written here, which saves asking for them. */
  private final Map<String, Environment> known = new ConcurrentHashMap<>();

  /** Taken in turn, the guests of one environment do not make conflicts for each other. */
  private final List<Object> turns = Stream.generate(Object::new).limit(64).toList();

  Identities(KubernetesClient client) {
    this.client = client;
  }

  /** Number of an environment and of a guest in it. */
  public record Identity(long environmentId, long cid) {}

  /**
   * A new identity in an environment, which is made if there is none; empty while it has no id.
   *
   * @throws KubernetesClientException if the API server does not answer or others are always faster
   */
  public Optional<Identity> take(String namespace, String name) {
    var environment = client.resources(Environment.class).inNamespace(namespace).withName(name);
    synchronized (turn(namespace, name)) {
      for (int attempt = 1; ; attempt++) {
        try {
          return takeFrom(environment, namespace, name);
        } catch (KubernetesClientException e) {
          if (!isOutdated(e) || attempt == ATTEMPTS) {
            throw e;
          }
        }
      }
    }
  }

  /**
   * Writes the status of an environment in turn with the guests that take their numbers from it, so
   * that the next of them needs not read it again.
   *
   * @param update gives the environment as the API server has it then
   */
  void write(Environment environment, UnaryOperator<Environment> update) {
    var meta = environment.getMetadata();
    synchronized (turn(meta.getNamespace(), meta.getName())) {
      remember(update.apply(environment));
    }
  }

  /** Whether the environment was changed or deleted since it was read. */
  private static boolean isOutdated(KubernetesClientException e) {
    return e.getCode() == HttpURLConnection.HTTP_CONFLICT
        || e.getCode() == HttpURLConnection.HTTP_NOT_FOUND;
  }

  private Object turn(String namespace, String name) {
    return turns.get(Math.floorMod(Objects.hash(namespace, name), turns.size()));
  }

  private Optional<Identity> takeFrom(
      Resource<Environment> resource, String namespace, String name) {
    var environment =
        Optional.ofNullable(known.remove(key(namespace, name))).orElseGet(resource::get);
    if (environment == null) {
      create(namespace, name);
      return Optional.empty();
    }
    var status = environment.getStatus();
    if (status == null || status.id() == null || status.nextCid() == null) {
      return Optional.empty();
    }
    var cid = status.nextCid();
    if (cid > LAST_CID) {
      throw new IllegalStateException(
          "Environment " + name + " has no context ids left: use another environment.");
    }
    environment.setStatus(
        new EnvironmentStatus(
            status.observedGeneration(),
            status.id(),
            cid + 1,
            status.guests(),
            status.running(),
            status.used(),
            status.conditions()));
    remember(client.resource(environment).updateStatus());
    return Optional.of(new Identity(status.id(), cid));
  }

  private void remember(Environment environment) {
    if (known.size() >= MAX_KNOWN) {
      known.clear();
    }
    var meta = environment.getMetadata();
    known.put(key(meta.getNamespace(), meta.getName()), environment);
  }

  private static String key(String namespace, String name) {
    return namespace + '/' + name;
  }

  private void create(String namespace, String name) {
    client.resource(FirstUse.environment(namespace, name)).create();
  }
}
