package dev.guestoperator.operator.environment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.guestoperator.crds.environment.Environment;
import dev.guestoperator.crds.environment.EnvironmentStatus;
import dev.guestoperator.operator.FakeApiServer;
import dev.guestoperator.operator.OperatorConfig;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two that hand out numbers at the same time, and one whose counter is lost. */
class AllocationTest {
  private static final int EACH = 25;

  private final FakeApiServer server = new FakeApiServer(List.of(Environment.class));
  private final KubernetesClient one = server.newClient();
  private final KubernetesClient other = server.newClient();

  @AfterEach
  void stop() {
    one.close();
    other.close();
    server.close();
  }

  @Test
  void staleVersionIsRefusedHere() {
    // Given
    environment(7L);
    var stale = environment("default");
    new Identities(one).take("default", "default");

    // Then
    var refused =
        assertThrows(
            KubernetesClientException.class,
            () -> {
              // When
              stale.setStatus(new EnvironmentStatus(1L, 7L, 9L, null, null, null, List.of()));
              one.resource(stale).updateStatus();
            });
    assertEquals(409, refused.getCode());
  }

  @Test
  void racingAllocatorsOfIdsGiveEachOnce() throws Exception {
    // Given
    var first = new EnvironmentIds(one, new Config());
    var second = new EnvironmentIds(other, new Config());

    // When
    var ids = race(first::next, second::next);

    // Then
    assertEquals(LongStream.range(0, 2 * EACH).boxed().toList(), ids);
  }

  @Test
  void racingAllocatorsOfContextIdsGiveEachOnce() throws Exception {
    // Given
    environment(7L);
    var first = new Identities(one);
    var second = new Identities(other);

    // When
    var cids =
        race(
            () -> first.take("default", "default").orElseThrow().cid(),
            () -> second.take("default", "default").orElseThrow().cid());

    // Then
    assertEquals(LongStream.range(3, 3 + 2 * EACH).boxed().toList(), cids);
  }

  @Test
  void lostCounterIsMadeFromTheEnvironmentsThereAre() {
    // Given
    environment(7L);

    // When
    var id = new EnvironmentIds(one, new Config()).next();

    // Then
    assertEquals(8, id);
  }

  private static List<Long> race(Callable<Long> one, Callable<Long> other) throws Exception {
    var tasks = new ArrayList<Callable<List<Long>>>();
    for (var allocator : List.of(one, other)) {
      tasks.add(
          () -> {
            var taken = new ArrayList<Long>();
            for (int i = 0; i < EACH; i++) {
              taken.add(allocator.call());
            }
            return taken;
          });
    }
    var all = new ArrayList<Long>();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var taken : executor.invokeAll(tasks)) {
        all.addAll(taken.get());
      }
    }
    assertEquals(all.size(), new HashSet<>(all).size());
    return all.stream().sorted().toList();
  }

  private void environment(long id) {
    var environment = new Environment();
    environment.setMetadata(
        new ObjectMetaBuilder().withNamespace("default").withName("default").build());
    one.resource(environment).create();
    var created = environment("default");
    created.setStatus(new EnvironmentStatus(1L, id, 3L, null, null, null, List.of()));
    one.resource(created).updateStatus();
  }

  private Environment environment(String name) {
    return one.resources(Environment.class).inNamespace("default").withName(name).get();
  }

  private record Config() implements OperatorConfig {
    @Override
    public String namespace() {
      return "guest-operator-system";
    }

    @Override
    public Path tlsDirectory() {
      return Path.of("unused");
    }

    @Override
    public Duration nodeLostAfter() {
      return Duration.ofSeconds(20);
    }
  }
}
