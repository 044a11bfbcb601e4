package dev.guestoperator.operator.gateway;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.smallrye.config.ConfigMapping;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The gateway alone, with short times. */
public class GatewayProfile implements QuarkusTestProfile {
  @Override
  public Map<String, String> getConfigOverrides() {
    return Map.of("quarkus.operator-sdk.start-operator", "false");
  }

  @Override
  public Set<Class<?>> getEnabledAlternatives() {
    return Set.of(Places.class, Homes.class, Surroundings.class);
  }

  @Override
  public List<TestResourceEntry> testResources() {
    return List.of(new TestResourceEntry(GatewayFakes.class));
  }

  @Override
  public boolean disableGlobalTestResources() {
    return true;
  }

  /** Where guests are, by name; there are no others. */
  @Alternative
  @ApplicationScoped
  static class Places implements GuestLocator {
    final Map<String, Place> known = new ConcurrentHashMap<>();

    @Override
    public Place locate(String namespace, String name) {
      return known.getOrDefault(name, new Place.NotFound());
    }

    void put(String name, Place place) {
      known.put(name, place);
    }
  }

  /** Where guests of environments are, by the environment's name; there are no others. */
  @Alternative
  @ApplicationScoped
  static class Homes implements EnvironmentLocator {
    final Map<String, Home> known = new ConcurrentHashMap<>();

    @Override
    public Home locate(String namespace, String name) {
      return known.getOrDefault(name, new Home.NotFound());
    }

    void put(String name, Home home) {
      known.put(name, home);
    }
  }

  /** Where the fake API server listens; the property of Quarkus is fixed at build time. */
  @ConfigMapping(prefix = "gateway-test")
  public interface FakeServer {
    Optional<String> apiServer();
  }

  /** Limits that tests can reach, and the API server that they run. */
  @Alternative
  static class Surroundings {
    @Produces
    @Singleton
    static KubernetesClient client(FakeServer server) {
      var config =
          new ConfigBuilder(Config.empty()).withMasterUrl(server.apiServer().orElseThrow()).build();
      return new KubernetesClientBuilder().withConfig(config).build();
    }

    @Produces
    @Singleton
    static Limits limits() {
      return new Limits(
          8,
          3,
          2,
          Duration.ofSeconds(2),
          Duration.ofMillis(100),
          Duration.ofMillis(300),
          Duration.ofSeconds(5),
          Duration.ofSeconds(5),
          Duration.ofSeconds(1),
          Duration.ofSeconds(5));
    }
  }
}
