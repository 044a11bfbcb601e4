package dev.guestoperator.operator.node;

import static dev.guestoperator.operator.Cluster.GIB;
import static dev.guestoperator.operator.Cluster.patiently;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.guestoperator.crds.guestnode.GuestNode;
import dev.guestoperator.crds.guestnode.GuestNodeStatus;
import dev.guestoperator.crds.guestnode.GuestNodeStatus.Memory;
import dev.guestoperator.operator.Cluster;
import dev.guestoperator.operator.FakeAgent;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.micrometer.core.instrument.Gauge;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeMetersTest {
  private static final String NODES = "guest.operator.guestnodes";
  private static final String CAPACITY = "guest.operator.guestnode.pool.capacity";
  private static final String PROMISED = "guest.operator.guestnode.pool.promised";

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
  void nodesAreCountedByWhetherTheyAreReady() {
    assertEquals(Map.of("true", 0.0, "false", 0.0), values(NODES, "ready"));
    var agent = cluster.ready("n1", 4);
    cluster.ready("n2", 4);
    awaitValues(NODES, "ready", Map.of("true", 2.0, "false", 0.0));

    agent.has(FakeAgent.Fault.UNREACHABLE);

    awaitValues(NODES, "ready", Map.of("true", 1.0, "false", 1.0));
  }

  @Test
  void poolIsAsItsNodeSaidLastUntilTheNodeIsGone() {
    // Given
    cluster.killOperator();
    node("lost", new Memory(new Quantity("2Gi"), new Quantity("512Mi"), new Quantity("64Mi")));

    // When
    cluster.startOperator();
    cluster.ready("n1", 4);

    // Then
    awaitValues(CAPACITY, "node", Map.of("n1", 4.0 * GIB, "lost", 2.0 * GIB));
    awaitValues(PROMISED, "node", Map.of("n1", 0.0, "lost", 1.5 * GIB));

    // When
    cluster.user.resources(GuestNode.class).withName("lost").delete();

    // Then
    awaitValues(CAPACITY, "node", Map.of("n1", 4.0 * GIB));
    awaitValues(PROMISED, "node", Map.of("n1", 0.0));
  }

  /** A node whose agent does not answer. */
  private void node(String name, Memory memory) {
    var node = new GuestNode();
    node.setMetadata(new ObjectMetaBuilder().withName(name).build());
    node.setStatus(
        new GuestNodeStatus(null, "127.0.0.1:1", null, memory, null, null, null, List.of()));
    cluster.user.resource(node).create();
    cluster.user.resource(node).updateStatus();
  }

  private void awaitValues(String name, String tag, Map<String, Double> expected) {
    patiently().until(() -> values(name, tag).equals(expected));
  }

  private Map<String, Double> values(String name, String tag) {
    return cluster.operator.metrics.find(name).gauges().stream()
        .collect(Collectors.toMap(gauge -> gauge.getId().getTag(tag), Gauge::value));
  }
}
