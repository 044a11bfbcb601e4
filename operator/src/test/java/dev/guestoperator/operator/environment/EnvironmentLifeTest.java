package dev.guestoperator.operator.environment;

import static dev.guestoperator.operator.Cluster.patiently;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestoperator.crds.environment.Environment;
import dev.guestoperator.crds.environment.EnvironmentSpec;
import dev.guestoperator.crds.environment.EnvironmentSpec.Limits;
import dev.guestoperator.crds.environment.EnvironmentStatus;
import dev.guestoperator.crds.guest.GuestSpec.RunStrategy;
import dev.guestoperator.crds.guest.GuestStatus.Phase;
import dev.guestoperator.operator.Cluster;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Limits and usage of environments, and what becomes of those that were made on first use. */
class EnvironmentLifeTest {
  private static final String PATH =
      "/apis/guest-operator.dev/v1alpha1/namespaces/default/environments/default";

  private Cluster cluster;

  @BeforeEach
  void start(@TempDir Path tls) throws IOException {
    cluster = new Cluster(tls);
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  @Test
  void usageIsToldAndOfNoGuestThatIsOff() {
    // Given
    cluster.ready("n1", 8);
    cluster.apply("web", "1Gi", RunStrategy.ALWAYS);
    cluster.apply("db", "2Gi", RunStrategy.ALWAYS);
    cluster.apply("off", "4Gi", RunStrategy.HALTED);
    cluster.awaitPhase("off", Phase.STOPPED);

    // Then
    patiently().until(() -> status("default").running() == 2);
    assertEquals(3, status("default").guests());
    assertEquals(2, status("default").used().guests());
    assertEquals(2, status("default").used().cpus());
    assertEquals(new Quantity("3072Mi"), status("default").used().memory());
  }

  @Test
  void theNextNumberAfterUsageWasToldCostsOneWrite() {
    // Given
    cluster.ready("n1", 8);
    cluster.apply("web", "1Gi", RunStrategy.ALWAYS);
    patiently().until(() -> environment("default") != null && usesGuests(1));
    cluster.server.forgetWrites();
    cluster.server.forgetReads();

    // When
    cluster.apply("db", "1Gi", RunStrategy.ALWAYS);
    cluster.awaitPhase("db", Phase.RUNNING);

    // Then
    assertEquals(List.of("PUT " + PATH + "/status"), requests(cluster.server.writes()));
    assertEquals(List.of(), requests(cluster.server.reads()));
  }

  @Test
  void aGuestThatGoesToAnotherEnvironmentCountsOnlyThere() {
    // Given
    cluster.environment("default");
    cluster.environment("lab");
    cluster.apply("web", "1Gi", RunStrategy.HALTED);
    patiently().until(() -> status("default").guests() == 1);

    // When
    cluster.change("web", spec -> Cluster.in("lab", spec));

    // Then
    patiently().until(() -> status("lab").guests() == 1);
    patiently().until(() -> status("default").guests() == 0);
  }

  @Test
  void aGuestOverTheLimitWaitsUntilAnotherStops() {
    // Given
    cluster.ready("n1", 8);
    environment(new Limits(1L, null, null));
    cluster.apply("web", "1Gi", RunStrategy.ALWAYS);
    cluster.awaitPhase("web", Phase.RUNNING);

    // When
    cluster.apply("db", "1Gi", RunStrategy.ALWAYS);

    // Then
    cluster.awaitReason("db", "LimitExceeded");
    assertTrue(cluster.ready("db").getMessage().contains("on are web"));
    assertEquals(Phase.PENDING, cluster.phase("db"));

    // When
    cluster.change("web", spec -> Cluster.with(spec, RunStrategy.HALTED));

    // Then
    cluster.awaitPhase("db", Phase.RUNNING);
  }

  @Test
  void aRaisedLimitLetsAGuestInAndALoweredOneStopsNobody() {
    // Given
    cluster.ready("n1", 8);
    environment(new Limits(null, null, new Quantity("1Gi")));
    cluster.apply("web", "1Gi", RunStrategy.ALWAYS);
    cluster.awaitPhase("web", Phase.RUNNING);
    cluster.apply("db", "1Gi", RunStrategy.ALWAYS);
    cluster.awaitReason("db", "LimitExceeded");

    // When
    limit(new Limits(null, null, new Quantity("2Gi")));

    // Then
    cluster.awaitPhase("db", Phase.RUNNING);

    // When
    limit(new Limits(0L, 0L, new Quantity("0")));
    cluster.apply("late", "1Gi", RunStrategy.ALWAYS);

    // Then
    cluster.awaitReason("late", "LimitExceeded");
    assertEquals(Phase.RUNNING, cluster.phase("web"));
    assertEquals(Phase.RUNNING, cluster.phase("db"));
  }

  @Test
  void guestsThatComeTogetherNeverExceedTheLimitTogether() {
    // Given
    var agent = cluster.ready("n1", 64);
    environment(new Limits(3L, null, null));

    // When
    IntStream.range(0, 12).forEach(i -> cluster.apply("g" + i, "1Gi", RunStrategy.ALWAYS));

    // Then
    patiently()
        .until(
            () ->
                IntStream.range(0, 12).allMatch(i -> cluster.phase("g" + i) != null)
                    && count(Phase.RUNNING) + count(Phase.PENDING) == 12);
    assertEquals(3, count(Phase.RUNNING));
    assertEquals(3 * Cluster.GIB, agent.mostPromised());
  }

  @Test
  void whatWasMadeOnFirstUseGoesWithItsLastGuestAndItsIdWithIt() {
    // Given
    cluster.ready("n1", 8);
    cluster.apply("web", "1Gi", RunStrategy.ALWAYS);
    cluster.awaitPhase("web", Phase.RUNNING);
    var id = status("default").id();

    // When
    cluster.delete("web");

    // Then
    patiently().until(() -> environment("default") == null);
    cluster.apply("web", "1Gi", RunStrategy.ALWAYS);
    cluster.awaitPhase("web", Phase.RUNNING);
    assertNotEquals(id, status("default").id());
    assertEquals(3, cluster.guest("web").getStatus().cid());
  }

  @Test
  void whatTheUserHasLabelledStays() {
    // Given
    cluster.ready("n1", 8);
    cluster.apply("web", "1Gi", RunStrategy.ALWAYS);
    cluster.awaitPhase("web", Phase.RUNNING);
    resource("default")
        .edit(
            environment -> {
              environment.getMetadata().setLabels(Map.of("team", "a"));
              return environment;
            });

    // When
    cluster.delete("web");

    // Then
    patiently().until(() -> status("default").guests() == 0);
    var id = status("default").id();
    cluster.apply("web", "1Gi", RunStrategy.ALWAYS);
    cluster.awaitPhase("web", Phase.RUNNING);
    assertEquals(id, status("default").id());
    assertEquals(4, cluster.guest("web").getStatus().cid());
  }

  @Test
  void anOperatorThatHasJustStartedDeletesNothingThatIsUsed() {
    // Given
    cluster.ready("n1", 8);
    cluster.apply("web", "1Gi", RunStrategy.ALWAYS);
    cluster.awaitPhase("web", Phase.RUNNING);
    var id = status("default").id();

    // When
    cluster.killOperator();
    cluster.startOperator();
    cluster.apply("late", "1Gi", RunStrategy.ALWAYS);

    // Then
    cluster.awaitPhase("late", Phase.RUNNING);
    patiently().until(() -> status("default").running() == 2);
    assertEquals(id, status("default").id());
    assertEquals(id, cluster.guest("late").getStatus().environmentId());
    assertNotNull(environment("default").getMetadata().getAnnotations());
  }

  private boolean usesGuests(long count) {
    var used = status("default") == null ? null : status("default").used();
    return used != null && used.guests() == count;
  }

  private static List<String> requests(List<String> all) {
    return all.stream().filter(request -> request.contains(PATH)).toList();
  }

  private long count(Phase phase) {
    return IntStream.range(0, 12).filter(i -> cluster.phase("g" + i) == phase).count();
  }

  private void environment(Limits limits) {
    var environment = new Environment();
    environment.setMetadata(
        new ObjectMetaBuilder().withNamespace("default").withName("default").build());
    environment.setSpec(new EnvironmentSpec(limits, null));
    cluster.user.resource(environment).create();
    patiently().until(() -> environment("default").getStatus() != null);
  }

  private void limit(Limits limits) {
    resource("default")
        .edit(
            environment -> {
              environment.setSpec(new EnvironmentSpec(limits, null));
              return environment;
            });
  }

  private EnvironmentStatus status(String name) {
    return environment(name).getStatus();
  }

  private Environment environment(String name) {
    return Cluster.environment(cluster.user, name);
  }

  private Resource<Environment> resource(String name) {
    return cluster.user.resources(Environment.class).inNamespace("default").withName(name);
  }
}
