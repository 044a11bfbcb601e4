package dev.guestoperator.operator;

import static dev.guestoperator.operator.Cluster.patiently;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestoperator.crds.guest.GuestSpec.RunStrategy;
import dev.guestoperator.crds.guest.GuestStatus.Phase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An operator that dies after any of its writes: finalizer, environment, counter, the environment's
 * id, the guest's context id, its placement, its state. The next one goes on, and no number is ever
 * given twice.
 */
class CrashTest {
  @ParameterizedTest(name = "after {0} writes")
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7})
  void nextOperatorGoesOn(int writes, @TempDir Path tls) throws IOException {
    try (var cluster = new Cluster(tls)) {
      // Given
      var agent = cluster.ready("n1", 8);

      // When
      cluster.server.goDownAfter(1 + writes);
      cluster.apply("first", "1Gi", RunStrategy.ALWAYS);
      patiently().until(cluster.server::isDown);
      cluster.killOperator();
      cluster.server.comeBack();
      cluster.startOperator();
      cluster.apply("second", "1Gi", RunStrategy.ALWAYS);
      cluster.environment("other");

      // Then
      cluster.awaitPhase("first", Phase.RUNNING);
      cluster.awaitPhase("second", Phase.RUNNING);
      var first = cluster.guest("first").getStatus();
      var second = cluster.guest("second").getStatus();
      assertEquals(2, Set.of(first.cid(), second.cid()).size());
      assertEquals(first.environmentId(), second.environmentId());
      assertEquals(1, first.epoch());
      assertEquals(first.cid(), agent.wish("first").cid());
      var ids = new HashSet<Long>();
      assertTrue(ids.add(Cluster.environment(cluster.user, "default").getStatus().id()));
      assertTrue(ids.add(Cluster.environment(cluster.user, "other").getStatus().id()));
    }
  }
}
